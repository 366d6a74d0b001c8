// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.rendering;

import dev.mainstay.health.HealthChange;
import dev.mainstay.health.HealthDetails;
import dev.mainstay.health.Status;
import dev.mainstay.internal.Text;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The page for people, in one piece. Style and script are the same in each, so that a policy can
 * name them by their digests, and a page can be kept where a nonce could not.
 */
public final class StatusPage {
    public static final String STYLE = resource("status.css");
    public static final String SCRIPT = resource("status.js");

    private final StatusPageHtml html = new StatusPageHtml();
    private final View view;
    private final @Nullable HealthDetails whole;

    private StatusPage(View view) {
        this.view = view;
        this.whole = view.whole();
    }

    public static String of(View view) {
        return new StatusPage(view).page();
    }

    private String page() {
        String service = view.service().name();
        String name = service.isEmpty() ? "Status" : service;
        String title = view.status() + " \u2013 " + name;
        html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .markup("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .text(title)
                .markup("</title>\n<noscript><meta http-equiv=\"refresh\" content=\"10\">")
                .markup("</noscript>\n<style>")
                .markup(STYLE)
                .markup("</style>\n</head>\n<body>\n<header><h1>")
                .text(name)
                .markup("</h1></header>\n<p id=\"news\" role=\"status\"></p>\n<main>\n");
        overall();
        if (view.names()) {
            checks();
        }
        history();
        html.markup("</main>\n<footer>\n<p id=\"age\">This page renews itself.</p>\n");
        if (view.details() == null) {
            html.markup("<p><a href=\"status/detailed\">Details</a> need the API key, as the")
                    .markup(" password, where one is set.</p>\n");
        }
        html.markup("</footer>\n<script>").markup(SCRIPT).markup("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private void overall() {
        html.markup("<section class=\"overall ").markup(style(view.status()));
        html.markup("\" aria-label=\"Overall\">\n<p class=\"state\">");
        state(view.status());
        html.markup("</p>\n");
        if (whole != null) {
            html.markup("<p>since ").time(view.report().since());
            html.markup(", <span class=\"whole\">for ");
            html.text(Times.span(Duration.between(view.report().since(), whole.takenAt())));
            html.markup("</span></p>\n");
            inFlight();
            html.markup("<p class=\"soft\">");
            String version = view.service().version();
            html.text(version.isEmpty() ? "" : "version " + version + ", ");
            whole.startedAt()
                    .map(it -> Duration.between(it, whole.takenAt()))
                    .ifPresent(it -> html.text("running for " + Times.span(it) + ", "));
            html.markup("as of ").time(whole.takenAt()).markup("</p>\n");
        }
        html.markup("</section>\n");
    }

    private void inFlight() {
        InFlight inFlight = view.service().inFlight();
        if (inFlight != null) {
            html.markup(inFlight.isDraining() ? "<p><b>Draining</b>, " : "<p>");
            html.text(inFlight.count() + " in flight").markup("</p>\n");
        }
    }

    /** The worst come first. */
    private void checks() {
        html.markup("<section aria-labelledby=\"components\">\n");
        html.markup("<h2 id=\"components\">Components</h2>\n<ul role=\"list\">\n");
        view.rows().stream()
                .sorted(Comparator.comparing(Row::status, Comparator.reverseOrder()))
                .forEach(row -> StatusPageEntry.write(html, row, whole));
        html.markup(view.rows().isEmpty() ? "<li>none</li>\n" : "").markup("</ul>\n</section>\n");
    }

    private void history() {
        List<HealthChange> changes = view.history();
        if (changes.isEmpty()) {
            return;
        }
        html.markup("<section aria-labelledby=\"history\">\n");
        html.markup("<h2 id=\"history\">Last changes</h2>\n<ol role=\"list\" class=\"history\">\n");
        for (int i = changes.size() - 1; i >= 0; i--) {
            HealthChange change = changes.get(i);
            html.markup("<li class=\"").markup(style(change.to())).markup("\" data-key=\"");
            html.text(change.at() + " " + change.name() + " " + change.to());
            html.markup("\">").time(change.at());
            html.markup(" <b>").text(change.name()).markup("</b> ").text(change.from() + " to ");
            html.markup("<span class=\"state\">");
            state(change.to());
            html.markup("</span> after ").text(Times.span(change.after()));
            change.reason()
                    .ifPresent(it -> html.markup("<p class=\"message\">").text(it).markup("</p>"));
            html.markup("</li>\n");
        }
        html.markup("</ol>\n</section>\n");
    }

    private void state(Status status) {
        html.markup(shape(status)).text(" " + status);
    }

    static String style(Status status) {
        return Text.of(status);
    }

    /** A sign for each status, as not everybody sees its colour. */
    static String shape(Status status) {
        String shape =
                switch (status) {
                    case UP -> "\u2713";
                    case DEGRADED -> "\u25b2";
                    case UNKNOWN -> "?";
                    case DOWN -> "\u2715";
                };
        return "<span aria-hidden=\"true\">" + shape + "</span>";
    }

    private static String resource(String name) {
        try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside its class");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
