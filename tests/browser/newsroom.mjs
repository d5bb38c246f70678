// Starts a demo and a browser for the tests; stops both. Nothing here judges.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = process.env.NIGHTDESK_BIN ?? join(here, "../../target/debug/nightdesk");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const shots = join(here, "shots");
mkdirSync(shots, { recursive: true });

/** Starts `nightdesk demo`; gives its addresses once the draft lies on the desk. */
export async function open(...args) {
  const data = mkdtempSync(join(tmpdir(), "nightdesk-browser-"));
  const child = spawn(binary, ["demo", "--port", "0", "--data", data, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const ready = new Promise((resolve, reject) => {
    child.stderr.on("data", (bytes) => {
      said += bytes;
      if (said.includes("draft of today lies on the desk")) resolve();
    });
    child.on("exit", (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
    setTimeout(() => reject(new Error(`the demo is not ready: ${said}`)), 60_000).unref();
  });
  await ready;
  child.removeAllListeners("exit");
  const address = (name) => said.match(new RegExp(`${name}\\s+(http\\S+)`))[1].replace(/\/$/, "");
  return {
    desk: address("desk"),
    site: address("public site"),
    catcher: address("mail catcher"),
    login: address("log in once:"),
    async close() {
      const ended = new Promise((resolve) => child.on("exit", (code) => resolve(code)));
      child.kill("SIGINT");
      const code = await ended;
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

export async function browse() {
  // A page that the tests hand to the browser has no address, and would not be
  // let at this machine's pictures.
  const features = "--disable-features=LocalNetworkAccessChecks";
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", features],
  });
}

/** What axe finds on the page as it stands, one line a finding. */
export async function findings(page) {
  // Run in the page's own world by the debugger, so that its strict CSP stays.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], iframes: false }));
  return found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(" | ")}`);
}

/** Looks at a page in both colours and two widths: axe in each, a picture of each. */
export async function look(page, name) {
  const found = [];
  for (const [width, height, size] of [[1280, 900, "desktop"], [390, 844, "phone"]]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const line of await findings(page)) found.push(`${name} ${size} ${colorScheme}: ${line}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 1) found.push(`${name} ${size}: scrolls sideways by ${wide} px`);
      await page.screenshot({ path: join(shots, `${name}-${size}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}
