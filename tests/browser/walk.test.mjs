// The newcomer's walk in a real browser: the desk, the mail, the way out and
// the way in. Every page on the way is judged by axe, in both colours and at
// phone and desktop width, and leaves a picture under shots/.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browse, look, open } from "./newsroom.mjs";

let room, browser, desk, reader, mail;
const faults = [];

before(async () => {
  room = await open("--readers", "60");
  browser = await browse();
  const page = async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (e) => faults.push(`${page.url()}: ${e.message}`));
    page.on("console", (m) => m.type() === "error" && faults.push(`${page.url()}: ${m.text()}`));
    return page;
  };
  desk = await page();
  reader = await page();
});

after(async () => {
  await browser?.close();
  assert.equal(await room?.close(), 0, "the demo stops cleanly");
});

async function seen(page, name) {
  assert.deepEqual(await look(page, name), []);
}

const headlines = () => desk.locator(".slot h3").allInnerTexts();

test("the one-time link opens the desk, once", async () => {
  await desk.goto(room.login);
  await seen(desk, "desk-pass");
  await desk.getByRole("button", { name: "Log in" }).click();
  await desk.waitForURL("**/desk");
  await seen(desk, "desk-today");
  const again = await desk.request.get(room.login);
  assert.notEqual(again.status(), 200);
});

test("a stranger is sent to the door", async () => {
  await reader.goto(room.desk);
  await reader.waitForURL("**/desk/login**");
  await seen(reader, "desk-login");
});

test("the draft of today has its reasons, and can be reordered by keyboard and by pointer", async () => {
  await desk.goto(room.desk);
  await desk.locator("a[href^='/desk/edition/']").first().click();
  await desk.waitForSelector(".slot");
  const drafted = await headlines();
  assert.ok(drafted.length >= 5, `only ${drafted.length} slots`);
  assert.equal(await desk.locator(".slot .reason").count(), drafted.length);
  await seen(desk, "desk-edition");

  // By keyboard: the second slot of the second section up by one.
  const section = desk.locator("ol.slots").nth(1);
  const [first, second] = await section.locator("h3").allInnerTexts();
  await section.locator(".grip").nth(1).focus();
  await desk.keyboard.press("Space");
  await desk.keyboard.press("ArrowUp");
  const saved = desk.waitForResponse((r) => r.url().endsWith("/order") && r.ok());
  await desk.keyboard.press("Space");
  await saved;
  await desk.reload();
  assert.deepEqual((await section.locator("h3").allInnerTexts()).slice(0, 2), [second, first]);

  // By pointer: back again.
  const [from, to] = [section.locator(".grip").nth(1), section.locator(".slot").nth(0)];
  const [a, b] = [await from.boundingBox(), await to.boundingBox()];
  await from.scrollIntoViewIfNeeded();
  const moved = desk.waitForResponse((r) => r.url().endsWith("/order") && r.ok());
  const start = await from.boundingBox();
  await desk.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await desk.mouse.down();
  const goal = await to.boundingBox();
  await desk.mouse.move(goal.x + 40, goal.y + goal.height / 2, { steps: 12 });
  await desk.mouse.move(goal.x + 40, goal.y + 4, { steps: 8 });
  await desk.mouse.up();
  await moved;
  await desk.reload();
  assert.deepEqual((await section.locator("h3").allInnerTexts()).slice(0, 2), [first, second], `${a} ${b}`);
});

test("a headline is edited, and the preview shows it", async () => {
  const slot = desk.locator(".slot").first();
  await slot.locator("details.rewrite summary").click();
  await slot.getByLabel("Headline").fill("The headline an editor wrote");
  await slot.getByRole("button", { name: "Save" }).click();
  await desk.waitForSelector(".slot h3:has-text('The headline an editor wrote')");
  const preview = desk.frameLocator("#mail");
  await desk.locator("#mail").scrollIntoViewIfNeeded();
  await preview.getByText("The headline an editor wrote").first().waitFor();
});

test("a story's page at the desk shows its anatomy", async () => {
  const edition = desk.url();
  await desk.locator(".slot a[href^='/desk/story/']").first().click();
  await desk.waitForURL("**/desk/story/**");
  await seen(desk, "desk-story");
  await desk.goto(edition);
});

test("an event says who tells it and what is known; an editor parts it and confirms it", async () => {
  const edition = desk.url();
  await desk.locator(".slot", { hasText: "independent sources" }).first().locator("a[href^='/desk/story/']").first().click();
  await desk.waitForURL("**/desk/story/**");
  await desk.locator("a[href^='/desk/event/']").click();
  await desk.getByRole("heading", { name: "What we know so far" }).waitFor();
  const event = desk.url();
  await seen(desk, "desk-event");
  const before = await desk.locator("input[name=story]").count();
  assert.ok(before > 1, `${before} stories`);
  // By keyboard alone.
  await desk.locator("input[name=story]").last().focus();
  await desk.keyboard.press("Space");
  await desk.getByLabel("Why").fill("another happening");
  await desk.locator("button[value=split]").focus();
  await desk.keyboard.press("Enter");
  await desk.getByText("Decided.").waitFor();
  await desk.goto(event);
  const both = await desk.locator("input[name=story]").count();
  assert.ok(both < before, `${both} of ${before} stories`);
  assert.ok((await desk.locator("main").innerText()).includes("another happening"));
  await desk.getByRole("button", { name: "It is right as it stands" }).click();
  await desk.locator("button[value=reopen]").waitFor();
  await desk.goto(edition);
});

test("an editor writes a point, hides one, adds one; the lead carries them", async () => {
  const edition = desk.url();
  const lead = desk.locator(".slot").first();
  const story = await lead.locator("a[href^='/desk/story/']").first().getAttribute("href");
  await desk.goto(new URL(story.replace("/story/", "/event/"), room.desk).href);
  await desk.getByText(/\d+ statements?; \d+ rests? on one source/).waitFor();
  const points = desk.locator("ol.points > li");
  const before = await points.count();
  // By keyboard alone.
  await points.first().locator("summary", { hasText: "Rewrite" }).focus();
  await desk.keyboard.press("Enter");
  await points.first().getByLabel("Your words").fill("What an editor says of it.");
  await desk.keyboard.press("Tab");
  await desk.keyboard.press("Enter");
  await desk.getByText("Kept. It holds").waitFor();
  assert.ok((await points.first().innerText()).includes("edited by"));
  assert.ok(await points.first().getByText("What the desk has").isVisible());
  const hidden = await points.nth(1).locator("span[lang]").first().innerText();
  assert.ok(hidden.length > 20, hidden);
  await points.nth(1).getByRole("button", { name: /^Hide/ }).click();
  await desk.getByText("hidden from readers").waitFor();
  await desk.getByLabel("A point of your own").fill("A point of the editors’ own.");
  await desk.getByRole("button", { name: "Add it" }).click();
  await desk.getByText("A point of the editors’ own.").first().waitFor();
  assert.equal(await points.count(), before + 1);
  await points.last().getByRole("button", { name: /^Up/ }).click();
  await points.nth(before - 1).getByText("A point of the editors’ own.").first().waitFor();
  await seen(desk, "desk-event-edited");

  await desk.goto(edition);
  await lead.getByRole("button", { name: /^Take its event’s points/ }).click();
  await lead.locator("summary", { hasText: "Points of its event" }).click();
  await seen(desk, "desk-edition-points");
  const mail = desk.frameLocator("#mail");
  await desk.locator("#mail").scrollIntoViewIfNeeded();
  await mail.getByText("What an editor says of it. (in the editors’ words)").waitFor();
  // The slot's own words above them may be the same sentence.
  const words = await mail.locator("body").innerText();
  const told = words.slice(words.indexOf("What we know so far"));
  assert.ok(!told.includes(hidden), `“${hidden}” is hidden, and stands in: ${told}`);
  await desk.goto(edition);
});

// Sets rules on the newsletter's page.
async function rules(perSource, ownFirst) {
  await desk.goto(`${room.desk}/newsletters/1`);
  await desk.getByLabel("Most stories of one source").fill(perSource);
  await desk.getByLabel("Own stories before others").setChecked(ownFirst);
  await desk.getByRole("button", { name: "Save" }).click();
  await desk.getByText("Saved.").waitFor();
}

test("a draft made anew is offered as changes; one is taken, the others are left", async () => {
  const edition = desk.url();
  await rules("3", false);
  await seen(desk, "desk-newsletter");
  await desk.goto(edition);
  const before = await headlines();
  await desk.getByRole("button", { name: "Draft anew" }).click();
  const offer = desk.locator("#offer");
  await offer.waitFor();
  assert.deepEqual(await headlines(), before, "an offer changes nothing");
  await offer.locator("summary").click();
  await offer.getByText("The headline an editor wrote").waitFor();
  assert.equal(await offer.locator("label", { hasText: "The headline an editor wrote" }).count(), 0);
  await seen(desk, "desk-offer");
  // By keyboard alone.
  const out = offer.locator(".changes > li", { has: desk.locator(".tag.out") }).last();
  const gone = await out.locator("label span[lang]").innerText();
  await out.locator("input").focus();
  await desk.keyboard.press("Space");
  await offer.getByRole("button", { name: "Take the chosen" }).focus();
  await desk.keyboard.press("Enter");
  await desk.getByText("Taken. Subject and preface").waitFor();
  assert.deepEqual(await headlines(), before.filter((h) => h !== gone));
  await offer.getByRole("button", { name: "Leave the edition as it is" }).click();
  await desk.getByText("The edition stays as it is.").waitFor();
  assert.equal(await offer.count(), 0);
  await rules("0", true);
  await desk.goto(edition);
});

test("subject and preface are proposed from the headlines", async () => {
  const lead = (await headlines())[0];
  await desk.getByText("Proposals from the headlines").click();
  await seen(desk, "desk-proposals");
  await desk.getByRole("button", { name: /^Take as subject/ }).first().click();
  await desk.getByText("Saved.").waitFor();
  assert.equal(await desk.locator("#subject").inputValue(), lead);
  await desk.getByText("Proposals from the headlines").click();
  await desk.getByRole("button", { name: /^Take as preface.*Also in this edition/ }).click();
  await desk.getByText("Saved.").waitFor();
  await desk.locator("#mail").scrollIntoViewIfNeeded();
  await desk.frameLocator("#mail").getByText("Also in this edition: ").first().waitFor();
});

test("an editor chooses a picture; the slot and the preview show it", async () => {
  const edition = desk.url();
  await desk.getByRole("link", { name: /^Add a picture/ }).first().click();
  await desk.getByRole("heading", { name: /^Picture for/ }).waitFor();
  await seen(desk, "desk-picture");
  assert.equal(await desk.locator("main img").count(), 0, "nothing is loaded to choose from");
  // Of blanks alone the browser makes a text; the house does not.
  const shows = await desk.getByLabel("What it shows").inputValue();
  await desk.getByLabel("What it shows").fill("   ");
  await desk.getByRole("button", { name: /^Take this picture/ }).click();
  await desk.getByRole("alert").getByText("Say what the picture shows").waitFor();
  await seen(desk, "desk-picture-wrong");
  // A page that is a refusal is a fault to the browser, and here the right one.
  assert.match(faults.pop(), /slot\/\d+\/picture: .* 422 /);
  await desk.getByLabel("What it shows").fill(shows);
  // By keyboard alone.
  await desk.keyboard.press("Tab");
  await desk.keyboard.press("Tab");
  await desk.keyboard.press("Enter");
  await desk.waitForURL("**/desk/edition/*#slot-*");
  await desk.locator(".slot figure img").scrollIntoViewIfNeeded();
  await desk.waitForFunction(() => document.querySelector(".slot figure img").naturalWidth === 1200);
  assert.equal(await desk.locator(".slot figure img").getAttribute("alt"), shows);
  await desk.locator("#mail").scrollIntoViewIfNeeded();
  await desk.frameLocator("#mail").getByAltText(shows).waitFor();
  await seen(desk, "desk-edition-picture");
  await desk.getByRole("link", { name: /^Picture for/ }).click();
  await seen(desk, "desk-picture-there");
  await desk.goto(edition);
});

// Pasted twice: the second time with another figure, as a correction.
const pier = (label, figure) => `${label}Storm closes the northern pier until Friday

The storm of last night has torn away ${figure} metres of the northern pier, and the harbour office keeps it closed until Friday at least. Nobody was hurt, the office said in the morning.

Divers are to look at the piles once the swell has gone down, and the ferry to the islands leaves from the old quay until then. Fishermen have moved their boats behind the breakwater, where the town lets them lie without a fee.

The council meets on Thursday to speak about the cost of the repairs, which nobody would name so far, and about an older plan to build the pier anew in stone.`;

async function paste(text) {
  await desk.goto(`${room.desk}/sources`);
  for (const path of await desk.locator("main a[href^='/desk/sources/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
    await desk.goto(new URL(path, room.desk).href);
    if (await desk.locator("#pasted").count()) break;
  }
  await desk.locator("#pasted").fill(text);
  await desk.getByRole("button", { name: "Read it" }).click();
  await desk.waitForURL("**/desk/story/**");
}

test("a pasted story is put into the edition by hand", async () => {
  const edition = desk.url();
  await paste(pier("", 20));
  const came = desk.locator("section", { has: desk.getByRole("heading", { name: "As it came" }) });
  await came.locator("summary").click();
  await came.locator(".tag.headline").waitFor();
  await seen(desk, "desk-story-as-it-came");
  await desk.getByRole("button", { name: /^Add/ }).click();
  await desk.waitForURL("**/desk/edition/**");
  assert.ok((await headlines()).includes("Storm closes the northern pier until Friday"));
  await desk.goto(edition);
});

test("an editor's words are merged with those of a new version", async () => {
  const edition = desk.url();
  const slot = desk.locator(".slot", { has: desk.getByRole("heading", { name: "Storm closes the northern pier" }) });
  await slot.locator("details.rewrite summary").click();
  const text = slot.getByLabel("Text", { exact: true });
  const words = await text.inputValue();
  await text.fill(words.replace("The storm of last night has torn away 20 metres", "Last night's storm tore away a good 20 metres"));
  await slot.getByRole("button", { name: "Save" }).click();
  await desk.getByText("Last night's storm tore away").first().waitFor();
  await paste(pier("", 20).replace("Nobody was hurt", "Two people were hurt").replace("20 metres", "25 metres"));
  await desk.goto(edition);
  await slot.getByRole("link", { name: "Compare and take the new version" }).click();
  const merged = desk.getByLabel("Text", { exact: true }).first();
  assert.match(await merged.inputValue(), /^Last night's storm tore away a good 20 metres .*Two people were hurt/);
  await desk.getByText("a good 20").first().waitFor();
  await seen(desk, "desk-renewal");
  await merged.fill((await merged.inputValue()).replace("a good 20", "25"));
  await desk.getByRole("button", { name: "Take these words" }).click();
  await desk.getByText("Last night's storm tore away 25 metres").first().waitFor();
  await desk.goto(edition);
});

test("a chief approves and sends; the account adds up", async () => {
  await desk.getByRole("button", { name: "Approve", exact: true }).click();
  await desk.locator("details.confirm summary").click();
  const edition = desk.url().match(/\/desk\/edition\/\d+/)[0];
  await desk.getByRole("button", { name: "Yes, send it now" }).click();
  await desk.waitForURL(`**${edition}/progress`);
  await desk.locator("tr[data-state=accepted] td", { hasText: /^60$/ }).waitFor();
  // When all is over the page loads itself anew, without its script.
  await desk.locator("script[src*='progress']").waitFor({ state: "detached" });
  await desk.waitForLoadState();
  assert.equal(await desk.locator("[data-live=sum]").innerText(), await desk.locator("tfoot [data-live=frozen]").innerText());
  assert.equal(await desk.locator("tr[data-state=accepted] td").innerText(), "60");
  await seen(desk, "desk-progress");
});

test("the mail is in the catcher, and passes axe", async () => {
  await reader.goto(room.catcher);
  await seen(reader, "catcher-list");
  const mails = await (await reader.request.get(`${room.catcher}/api/mails?limit=100`)).json();
  assert.equal(mails.length, 60);
  await reader.goto(`${room.catcher}/m/${mails[0].id}`);
  await seen(reader, "catcher-mail");
  // In the catcher the mail stands in a frame without script, so that axe
  // could not run: here it stands alone.
  mail = await (await reader.request.get(`${room.catcher}/api/mails/${mails[0].id}`)).json();
  await reader.goto("about:blank");
  await reader.setContent(mail.html);
  await reader.getByText("The headline an editor wrote").first().waitFor();
  await reader.waitForFunction(() => document.querySelector("img").naturalWidth === 1200);
  await seen(reader, "mail");
  assert.match(mail.text, /The headline an editor wrote/);
  assert.match(mail.text, /\[Picture: /);
  // The same for all readers, from our own site.
  const other = await (await reader.request.get(`${room.catcher}/api/mails/${mails[1].id}`)).json();
  const sources = [mail, other].map((m) => m.html.match(/<img[^>]* src="([^"]*)"/)[1]);
  assert.equal(sources[0], sources[1]);
  assert.ok(sources[0].startsWith(`${room.site}/pictures/`));
});

test("the unsubscribe link of the mail leads out, and back", async () => {
  await reader.goto(await reader.locator("a[href*='/u/']").first().getAttribute("href"));
  await seen(reader, "leave");
  await reader.getByRole("button", { name: "Unsubscribe" }).click();
  await reader.getByRole("heading", { name: "You have left" }).waitFor();
  await seen(reader, "left");
  await reader.getByRole("button", { name: /put me back/ }).click();
  await reader.getByRole("heading", { name: "You are back" }).waitFor();
});

test("a new reader signs up and confirms through the catcher", async () => {
  await reader.goto(room.site);
  await seen(reader, "home");
  await reader.goto(`${room.site}/n/the-night-ferry`);
  await reader.getByLabel("E-mail address").fill("new@reader.example");
  await reader.waitForTimeout(2500); // nobody types faster, and the form knows
  await reader.getByRole("button", { name: "Sign up" }).click();
  await reader.getByRole("heading", { name: "Please look into your mail" }).waitFor();
  let link;
  for (let tries = 0; !link && tries < 100; tries += 1) {
    const mails = await (await reader.request.get(`${room.catcher}/api/mails?limit=100&to=new@reader.example`)).json();
    if (mails.length) link = (await (await reader.request.get(`${room.catcher}/api/mails/${mails[0].id}`)).json()).links.find((l) => l.includes("/confirm/"));
    if (!link) await reader.waitForTimeout(100);
  }
  assert.ok(link, "no confirmation mail came");
  await reader.goto(link);
  await seen(reader, "confirm");
  await reader.getByRole("button", { name: "Confirm" }).click();
  await reader.getByRole("heading", { name: "Welcome" }).waitFor();
});

test("the edition is in the archive, with its stories' pages and a feed", async () => {
  await reader.goto(`${room.site}/n/the-night-ferry/archive`);
  await seen(reader, "archive");
  await reader.locator("main a[href*='/n/the-night-ferry/2']").first().click();
  await reader.getByText("The headline an editor wrote").first().waitFor();
  await reader.locator("figure img").scrollIntoViewIfNeeded();
  await reader.waitForFunction(() => document.querySelector("figure img").naturalWidth === 1200);
  await seen(reader, "edition");
  await reader.locator("main a[href*='/s/']").first().click();
  await reader.waitForURL("**/s/**");
  await seen(reader, "story");
  const feed = await reader.request.get(`${room.site}/n/the-night-ferry/feed.atom`);
  assert.match(feed.headers()["content-type"], /application\/atom\+xml/);
});

test("an error in what went out is noted for readers, and mailed to those who were sent it", async () => {
  await paste(pier("CORRECTION: ", 12));
  await desk.goto(room.desk);
  await desk.getByRole("heading", { name: "Corrections to be decided" }).waitFor();
  await seen(desk, "desk-today-correction");
  await desk.locator("a[href^='/desk/correction/']").click();
  await desk.getByText("Facts are others").waitFor();
  await seen(desk, "desk-correction");
  const words = "The storm has torn away 12 metres of the pier, not 20.";
  await desk.getByLabel("What was wrong, and what is right").fill(words);
  // By keyboard alone.
  await desk.keyboard.press("Tab");
  await desk.keyboard.press("Tab");
  await desk.keyboard.press("Enter");
  await desk.waitForURL("**did=noted");
  await reader.goto(`${room.site}/n/the-night-ferry/archive`);
  await reader.locator("main a[href*='/n/the-night-ferry/2']").first().click();
  await reader.getByText(words).waitFor();
  await seen(reader, "edition-corrected");
  await reader.getByRole("link", { name: "Corrections", exact: true }).click();
  await reader.getByText(words).waitFor();
  await seen(reader, "corrections");

  const caught = async () => (await reader.request.get(`${room.catcher}/api/mails?limit=200`)).json();
  const toChiefs = (m) => m.subject.endsWith(": look at the desk");
  const before = (await caught()).filter((m) => !toChiefs(m)).length;
  await desk.getByRole("button", { name: "Lay the mail on the desk" }).click();
  await desk.getByRole("heading", { name: "What it says" }).waitFor();
  await desk.frameLocator("#mail").getByText(words).first().waitFor();
  await seen(desk, "desk-correction-mail");
  const mail = desk.url().match(/\/desk\/edition\/\d+/)[0];
  await desk.locator("details.confirm summary").click();
  await desk.getByRole("button", { name: "Yes, approve and send it" }).click();
  await desk.goto(new URL(`${mail}/progress`, room.desk).href);
  await desk.locator("tr[data-state=accepted] td", { hasText: /^60$/ }).waitFor();
  const after = (await caught()).filter((m) => !toChiefs(m)).length;
  assert.ok((await caught()).some(toChiefs), "a chief was told of the error");
  assert.equal(after - before, 60, "who has signed up since was sent nothing wrong");
});

test("the other rooms of the desk", async () => {
  for (const [path, name] of [["/corrections", "corrections"], ["/sources", "sources"], ["/newsletters", "newsletters"], ["/readers", "readers"], ["/settings", "settings"], ["/editors", "editors"]]) {
    await desk.goto(`${room.desk}${path}`);
    await seen(desk, `desk-${name}`);
  }
});

test("no page had a script error or broke its own policy", () => {
  const real = faults.filter((f) => !/Blocked script execution in '.*' because the document's frame is sandboxed/.test(f));
  assert.deepEqual(real, []);
});
