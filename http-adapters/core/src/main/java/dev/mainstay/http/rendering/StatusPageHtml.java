// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Puts HTML together: markup as it is, text escaped. */
final class StatusPageHtml {
    private final StringBuilder html = new StringBuilder(8_192);

    /** Markup that this library wrote. */
    StatusPageHtml markup(String markup) {
        html.append(markup);
        return this;
    }

    /** Text that anybody may have written; within an element or a quoted attribute. */
    StatusPageHtml text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(Character.isISOControl(c) && c != '\n' ? ' ' : c);
            }
        }
        return this;
    }

    /** A moment, to the second. */
    StatusPageHtml time(Instant at) {
        String iso = at.truncatedTo(ChronoUnit.SECONDS).toString();
        String shown = iso.replace('T', ' ').replace("Z", " UTC");
        return markup("<time datetime=\"").text(iso).markup("\">").text(shown).markup("</time>");
    }

    /** An entry of a list of terms. */
    StatusPageHtml term(String term, String value) {
        return markup("<div><dt>").text(term).markup("</dt><dd>").text(value).markup("</dd></div>");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
