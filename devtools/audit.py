"""Asks the public service whether a package of production has a known weakness; run as a check of its own."""

import json
import subprocess
import sys

from devtools.checkout import ROOT

UNANSWERED = 3


def main() -> int:
    """Give 0 for nothing known, 1 for a weakness or a package not judged, 3 when the service is not there."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off",
         "--format", "json", "-r", "requirements/runtime.lock"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except ValueError:
        print(asked.stderr.strip() or "pip-audit said nothing")
        return UNANSWERED if "onnection" in asked.stderr or "ServiceError" in asked.stderr else 1
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        print("The service knows none of the packages.")
        return UNANSWERED
    weak = [package for package in packages if package.get("vulns")]
    for package in weak:
        for weakness in package["vulns"]:
            fixed = ", ".join(weakness["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {weakness['id']}, mended in {fixed}")
    for name in unknown:
        print(f"{name}: not known to the service, so not audited")
    return 1 if weak or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
