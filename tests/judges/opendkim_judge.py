"""OpenDKIM over a folder of mails, in its test mode: a mail with a signature
that does not hold is rejected."""
import json, pathlib, re, shutil, subprocess, sys

folder, part = pathlib.Path(sys.argv[1]), sys.argv[2]
records = json.loads((folder / "records.json").read_text())
keys, settings = folder / "opendkim.keys", folder / "opendkim.conf"
keys.write_text("".join(f"{name} {text}\n" for name, text in records.items()))
settings.write_text(f"""TestPublicKeys {keys}
Mode v
On-BadSignature reject
On-NoSignature reject
On-KeyNotFound reject
On-DNSError reject
On-InternalError reject
""")
judge = shutil.which("opendkim") or "/usr/sbin/opendkim"
paths = sorted((folder / part).iterdir())
for start in range(0, len(paths), 100):
    some = paths[start : start + 100]
    run = subprocess.run(
        [judge, "-x", settings, "-v", "-t", ",".join(map(str, some))], capture_output=True, text=True
    )
    said = run.stdout + run.stderr
    for path in some:
        end = re.search(rf"{re.escape(str(path))}: mlfi_eom\(\) returned (\w+)", said)
        held = f"{path}: verification" in said and "succeeded" in said
        passes = bool(end) and end[1] == "SMFIS_ACCEPT" and held
        print(json.dumps({"file": path.name, "pass": passes}))
