"""Python's email over a folder of mails: no defect, one of each field, lines
within their limits, and every word as it was put in."""
import email, email.policy, html, html.parser, json, pathlib, re, sys

folder, part = pathlib.Path(sys.argv[1]), sys.argv[2]
policy = email.policy.default.clone(max_line_length=None)
ONCE = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
        "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive"]


class Words(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words = []

    def handle_data(self, data):
        self.words.append(data)


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def solid(text):
    """A display name without its spaces: this parser keeps the one between two
    encoded words, which RFC 2047 section 6.2 drops."""
    return re.sub(r"\s+", "", text)


def seen(text):
    parser = Words()
    parser.feed(text)
    return flat(" ".join(parser.words))


def faults(mail, fact):
    raw = mail.replace(b"\r\n", b"")
    if b"\r" in raw or b"\n" in raw:
        yield "a bare CR or LF"
    lines = mail.split(b"\r\n")
    if max(map(len, lines)) > 998:
        yield "a line longer than 998 octets"
    head, body = mail.split(b"\r\n\r\n", 1)
    if max(map(len, body.split(b"\r\n"))) > 76:
        yield "a line of the body longer than 76 octets"
    parsed = email.message_from_bytes(mail, policy=policy)
    for piece in parsed.walk():
        for defect in piece.defects:
            yield f"{piece.get_content_type()}: {defect!r}"
        for name, value in piece.items():
            for defect in getattr(value, "defects", ()):
                yield f"{name}: {defect!r}"
    for name in ONCE:
        if len(parsed.get_all(name, [])) != 1:
            yield f"not one {name}"
    if flat(parsed["Subject"]) != flat(fact["subject"]):
        yield f"subject {parsed['Subject']!r}"
    sender, to = parsed["From"].addresses, parsed["To"].addresses
    if len(sender) != 1 or solid(sender[0].display_name) != solid(fact["from"]):
        yield f"from {sender!r}"
    if len(to) != 1 or to[0].addr_spec != fact["address"]:
        yield f"to {to!r}"
    elif solid(to[0].display_name) != solid(fact["name"]):
        yield f"name {to[0].display_name!r}"
    if parsed["Message-ID"].strip() != fact["message_id"]:
        yield "message id"
    text = flat(parsed.get_body(("plain",)).get_content())
    page = seen(parsed.get_body(("html",)).get_content())
    for headline in fact["headlines"]:
        if flat(headline) not in text:
            yield f"the text part lacks {headline!r}"
        if flat(headline) not in page:
            yield f"the HTML part lacks {headline!r}"


facts = {f["file"]: f for f in json.loads((folder / "facts.json").read_text())}
for path in sorted((folder / part).iterdir()):
    found = list(faults(path.read_bytes(), facts[path.name]))
    print(json.dumps({"file": path.name, "faults": found[:5]}))
