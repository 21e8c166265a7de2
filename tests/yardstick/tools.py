"""The programs that the yardstick runs: the search, its judge, and annealing."""

import json
import os
import resource
import subprocess

import problem as problems


class Failure(Exception):
    pass


def processor_seconds():
    """Of all programs that have been run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Tools:
    def __init__(self, repetend, anneal, folder):
        self.repetend, self.annealer, self.folder = repetend, anneal, folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def search(self, scenario, objective="makespan", *options):
        """The search's own JSON, with its plan's problem and starts beside it."""
        plan = self.path(f"{objective}.json")
        began = processor_seconds()
        ran = subprocess.run([self.repetend, "search", scenario, "--objective", objective, "--format", "json", "-o", plan,
                              *options], capture_output=True, text=True)
        seconds = processor_seconds() - began
        if ran.returncode:
            raise Failure(ran.stderr.strip() or f"exit code {ran.returncode}")
        with open(plan) as file:
            document = json.load(file)
        return {**json.loads(ran.stdout), "seconds": seconds, "file": plan,
                "problem": problems.Problem(document["problem"]), "starts": document["start_ns"],
                "repetend": document["repetend"]}

    def verify(self, document):
        """What is wrong with a plan; nothing where it is valid."""
        file = self.path("judged.json")
        with open(file, "w") as out:
            json.dump(document, out)
        ran = subprocess.run([self.repetend, "verify", file], capture_output=True, text=True)
        return "" if ran.returncode == 0 else (ran.stdout + ran.stderr).strip()

    def anneal(self, plan, seconds, seed):
        ran = subprocess.run([self.annealer, plan, str(seconds), str(seed), self.path("annealed.json")],
                             capture_output=True, text=True)
        if ran.returncode:
            raise Failure(f"annealing: {ran.stdout}{ran.stderr}")
        return json.loads(ran.stdout)
