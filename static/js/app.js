// What runs in a signed-in page. Each module is one idea and starts here.

import * as announce from "./announce.js";
import * as badges from "./badges.js";
import * as composer from "./composer.js";
import * as copy from "./copy.js";
import * as leave from "./leave.js";
import { identity } from "./lib/request.js";
import "./merge.js";
import * as poll from "./poll.js";
import * as readMark from "./read_mark.js";
import * as scroller from "./scroller.js";

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  Object.assign(ctx.request.headers, identity());
  ctx.request.body?.delete("csrfmiddlewaretoken"); // the header has today's
});

copy.start();
leave.start();
badges.start();
if (document.getElementById("messages")) {
  scroller.start();
  announce.start();
  readMark.start();
  composer.start();
}
poll.start();
