"""Planning the last stage of a distribution: from one hub to its polling places, with the vessels and vehicles there are.

Knows nothing of elections: boxes, places, windows, tides, crews. What goes in is a `HubProblem`, what comes out a `HubPlan`, which
`violations`, sharing no code with the solver, has found nothing wrong with; `chances` says how sure each arrival is.
"""
