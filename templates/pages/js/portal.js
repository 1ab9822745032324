// A supplier's case: the page of the paper with the spot that is cited.
import { PageView } from "./page-view.js";

const paper = document.getElementById("paper");
if (paper) new PageView(paper);
