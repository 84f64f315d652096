"""Items that a person writes down: CSV or YAML, with couplers or with declared values.

CSV of couplers, one a row (`error` empty: not reported; `working` may be left out):

    q0,q1,error,working
    0,1,0.0011,true

CSV of declared values (`name`, `provider`, `technology`, `date`, `declared_by`, `licence`, `note` describe the item,
every other name is a fact; the uncertainty is one standard uncertainty and may be left empty):

    fact,value,standard_uncertainty
    name,Example QPU,
    physical_qubits,56,
    cnot_error,0.00105,0.00008

YAML, with either or both:

    name: Example QPU
    provider: Example Ltd
    date: 2026-10-01
    facts:
      physical_qubits: 56
      cnot_error: {value: 0.00105, standard_uncertainty: 0.00008}   # or {low: , high: }, or a number
    qubits: 57                                                      # with couplers: how many, or their names
    couplers:
      - [0, 1, 0.0011]
      - {q0: 1, q1: 2, error: 0.0009, working: true}

A standard uncertainty u becomes the interval of value - 2 u to value + 2 u (about 95 %). Names of facts are not checked here; the
vocabulary of the corpus does that.
"""
