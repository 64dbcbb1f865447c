// What runs in a signed-in page. Each module is one idea and starts here.

import * as aids from "./aids.js";
import * as announce from "./announce.js";
import * as badges from "./badges.js";
import * as belonging from "./belonging.js";
import * as code from "./code.js";
import * as composer from "./composer.js";
import * as copy from "./copy.js";
import * as editor from "./editor.js";
import * as firstUnread from "./first_unread.js";
import * as jump from "./jump.js";
import * as keys from "./keys.js";
import * as leave from "./leave.js";
import { identity } from "./lib/request.js";
import * as markUnread from "./mark_unread.js";
import * as menu from "./menu.js";
import "./merge.js";
import * as numbers from "./numbers.js";
import * as pictures from "./pictures.js";
import * as poll from "./poll.js";
import * as reactions from "./reactions.js";
import * as readMark from "./read_mark.js";
import * as receipts from "./receipts.js";
import * as says from "./says.js";
import * as scroller from "./scroller.js";
import * as search from "./search.js";
import * as sound from "./sound.js";
import * as title from "./title.js";
import * as typing from "./typing.js";
import * as voice from "./voice.js";
import * as zone from "./zone.js";

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  Object.assign(ctx.request.headers, identity());
  ctx.request.body?.delete("csrfmiddlewaretoken"); // the header has today's
});

copy.start();
leave.start();
badges.start();
numbers.start();
keys.start();
sound.start();
if (document.getElementById("messages")) {
  scroller.start();
  firstUnread.start();
  markUnread.start();
  announce.start();
  readMark.start();
  composer.start();
  code.start();
  aids.start();
  receipts.start();
  typing.start();
  editor.start();
  reactions.start();
  menu.start();
  jump.start();
  title.start();
  says.start();
  voice.start();
  pictures.start();
}
if (document.getElementById("search")) search.start();
// Not where "there is nothing here" stands at such an address.
if (/\/rooms\/\d+\/./.test(location.pathname) && document.body.classList.contains("page")) belonging.start();
poll.start();
zone.start();
