"""dkimpy over a folder of mails: every signature must hold."""
import json, pathlib, sys
import dkim

folder, part = pathlib.Path(sys.argv[1]), sys.argv[2]
records = json.loads((folder / "records.json").read_text())


def look(name, timeout=5):
    name = name.decode() if isinstance(name, bytes) else name
    return records[name.rstrip(".")].encode()


def holds(mail, n):
    try:
        return dkim.DKIM(mail).verify(idx=n, dnsfunc=look)
    except dkim.ValidationError:
        return False


for path in sorted((folder / part).iterdir()):
    mail = path.read_bytes()
    judge = dkim.DKIM(mail)
    count = sum(1 for name, _ in judge.headers if name.lower() == b"dkim-signature")
    held = [holds(mail, n) for n in range(count)]
    ok = all(held) if part == "good" else any(held)
    print(json.dumps({"file": path.name, "pass": bool(held) and ok, "held": held}))
