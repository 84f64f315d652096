#!/bin/sh
# The one place that knows interpreters, uv and pip. Called by the Makefile.
#
#   scripts/env.sh python                  print a Python that Acquis can run on
#   scripts/env.sh install DIR LOCK        make the virtual environment DIR hold exactly what LOCK says, and this project
#   scripts/env.sh lock [ARGS]             write the lock files anew (ARGS go to `uv pip compile`, such as --upgrade)
#
# PYTHON=... names the interpreter, INSTALLER=uv or pip the installer (default: uv where it can be had, else pip).
set -eu

OLDEST='(3, 11)'
TOOLS=.tools

say() { printf '%s\n' "$*" >&2; }
die() { say "acquis: $*"; exit 1; }

# A name on PATH may be a launcher that finds nothing behind it, so each candidate is run. The oldest version comes
# first: it is the one that the tests ran on.
find_python() {
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do
        if found=$("$candidate" -c "import sys; sys.exit(sys.version_info < $OLDEST or print(sys.executable))" 2>/dev/null)
        then printf '%s\n' "$found"; return; fi
    done
    if [ -n "${PYTHON:-}" ]; then die "PYTHON=$PYTHON is not a Python 3.11 or later."; fi
    die "no Python 3.11 or later on PATH. Install one, or name it: make install PYTHON=/path/to/python3.11"
}

new_venv() {   # DIR
    "$python" -m venv --clear "$1" \
        || die "'$python -m venv' failed. On Debian and Ubuntu the package python3-venv brings it."
}

# uv from PATH, else from an earlier run, else from pip. Prints nothing where there is none to be had.
find_uv() {
    if command -v uv; then return; fi
    if [ ! -x $TOOLS/bin/uv ]; then
        new_venv $TOOLS >&2
        $TOOLS/bin/python -m pip install --quiet --require-hashes --no-deps -r requirements-uv.lock >&2 \
            || { say "acquis: uv is not to be had here; going on with pip."; return; }
    fi
    echo $TOOLS/bin/uv
}

install() {   # DIR LOCK
    python=$(find_python)
    case "${INSTALLER:-auto}" in
        pip) uv= ;;
        uv | auto) uv=$(find_uv) ;;
        *) die "INSTALLER=$INSTALLER: uv or pip" ;;
    esac
    if [ -n "$uv" ]; then
        [ -x "$1/bin/python" ] || rm -rf "$1"
        [ -d "$1" ] || "$uv" venv --quiet --no-python-downloads --python "$python" "$1"
        "$uv" pip sync --quiet --require-hashes --python "$1/bin/python" "$2"
        "$uv" pip install --quiet --no-deps --no-build-isolation --python "$1/bin/python" --editable .
    else
        [ "${INSTALLER:-auto}" != uv ] || die "INSTALLER=uv, and uv is not to be had here."
        new_venv "$1"
        "$1/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$2"
        "$1/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
    fi
}

# No addresses, no paths and no command line get into a lock: it has to read the same on every machine.
compile() {   # OUTPUT INPUTS AND OPTIONS
    output=$1; shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --output-file "$output" "$@"
}

lock() {
    python=$(find_python)
    uv=$(find_uv)
    [ -n "$uv" ] || die "make lock needs uv."
    compile requirements.lock pyproject.toml --extra all --extra qiskit --extra cirq --extra qec --group dev "$@"
    compile requirements-more.lock pyproject.toml --all-extras --group dev --constraints requirements.lock "$@"
    compile requirements-uv.lock --group installer "$@"
    if [ -f benchmarks/requirements.in ]; then
        compile requirements-bench.lock pyproject.toml benchmarks/requirements.in --extra all --group build \
            --constraints requirements.lock "$@"
    fi
}

cd "$(dirname "$0")/.."
command=${1:-}
[ $# -eq 0 ] || shift
case "$command" in
    python) find_python ;;
    install) install "$@" ;;
    lock) lock "$@" ;;
    *) die "usage: scripts/env.sh python | install DIR LOCK | lock [ARGS]" ;;
esac
