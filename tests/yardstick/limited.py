"""CP-SAT by processor time, so that other work on the machine gives it no less."""

import threading
import time

from ortools.sat.python import cp_model

STATUS = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}


def solve(model, seconds, workers):
    """The solver, its status in words and the seconds it took: each of the workers has `seconds` of a processor."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    began, done = time.process_time(), threading.Event()

    def watch():
        while not done.wait(0.02):
            if time.process_time() - began > seconds * workers:
                solver.stop_search()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        status = STATUS.get(solver.solve(model), "unknown")
    finally:
        done.set()
        watcher.join()
    return solver, status, (time.process_time() - began) / workers
