"""Comparative law by proof: relations between rules, witnesses, change, diffusion, loopholes, and what a control costs."""
