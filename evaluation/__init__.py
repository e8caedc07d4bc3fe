"""How good the answers and the search are: questions, measures, baselines, report of `assistant
eval`."""
