import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.operations.doctor.checks import CHECKS
from apps.operations.doctor.run import Finding, run


class Command(BaseCommand):
    help = "Looks at the whole installation and says what to mend. Exit code 1 when something is wrong."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for another program to read")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = run(CHECKS)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=1))
        else:
            for finding in findings:
                self._say(finding)
        if any(finding.problem for finding in findings):
            sys.exit(1)

    def _say(self, finding: Finding) -> None:
        if finding.problem is None:
            self.stdout.write(f"ok    {finding.name}")
        else:
            self.stdout.write(self.style.ERROR(f"MEND  {finding.name}: {finding.problem}"))
