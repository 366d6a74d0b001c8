// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One page in headless Chromium, told what to do in its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private int lastId;
    private String session = "";

    private Chromium(String program, Path profile) throws IOException {
        process =
                new ProcessBuilder(
                                program,
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--hide-scrollbars",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(profile.resolve("log").toFile())
                        .start();
        Path port = profile.resolve("DevToolsActivePort");
        await().atMost(60, SECONDS).until(() -> Files.exists(port) && isWhole(port));
        List<String> where = Files.readAllLines(port);
        socket =
                HttpClient.newHttpClient()
                        .newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + where.get(0) + where.get(1)),
                                new Listener())
                        .join();
    }

    /** With an empty page in front. */
    static Chromium start(String program, Path profile) throws IOException {
        var chromium = new Chromium(program, profile);
        JsonNode target = chromium.send("Target.createTarget", Map.of("url", "about:blank"));
        JsonNode attached =
                chromium.send(
                        "Target.attachToTarget",
                        Map.of("targetId", target.get("targetId").stringValue(), "flatten", true));
        chromium.session = attached.get("sessionId").stringValue();
        for (String domain : List.of("Page", "Runtime", "Log", "Audits", "Network")) {
            chromium.send(domain + ".enable", Map.of());
        }
        return chromium;
    }

    void open(String url) {
        int before = count("Page.loadEventFired");
        send("Page.navigate", Map.of("url", url));
        await().atMost(30, SECONDS).until(() -> count("Page.loadEventFired") > before);
    }

    JsonNode send(String method, Map<String, ?> parameters) {
        int id = ++lastId;
        var answer = new CompletableFuture<JsonNode>();
        asked.put(id, answer);
        Map<String, Object> command =
                session.isEmpty()
                        ? Map.of("id", id, "method", method, "params", parameters)
                        : Map.of(
                                "id",
                                id,
                                "method",
                                method,
                                "params",
                                parameters,
                                "sessionId",
                                session);
        socket.sendText(JSON.writeValueAsString(command), true).join();
        JsonNode whole = answer.orTimeout(30, SECONDS).join();
        assertThat(whole.has("error")).as("%s: %s", method, whole).isFalse();
        return whole.get("result");
    }

    /** The value of an expression of JavaScript, as text. */
    String value(String expression) {
        JsonNode result =
                send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        assertThat(result.has("exceptionDetails")).as("%s: %s", expression, result).isFalse();
        return result.get("result").path("value").asString("");
    }

    boolean is(String expression) {
        return value("Boolean(" + expression + ")").equals("true");
    }

    /** What was reported that was forbidden to the page. */
    List<String> violations() {
        return events.stream()
                .map(JsonNode::toString)
                .filter(it -> it.contains("ContentSecurityPolicyIssue"))
                .toList();
    }

    /** What went wrong in the page's script, or was written to its console. */
    List<String> complaints() {
        return events.stream()
                .map(JsonNode::toString)
                .filter(
                        it ->
                                it.contains("\"Runtime.exceptionThrown\"")
                                        || it.contains("\"Runtime.consoleAPICalled\""))
                .toList();
    }

    int count(String method) {
        return (int)
                events.stream().filter(it -> it.path("method").asString("").equals(method)).count();
    }

    /** A picture of the whole page. */
    void picture(Path file) throws IOException {
        int height = Integer.parseInt(value("document.documentElement.scrollHeight"));
        int width = Integer.parseInt(value("document.documentElement.clientWidth"));
        JsonNode taken =
                send(
                        "Page.captureScreenshot",
                        Map.of(
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of(
                                        "x", 0, "y", 0, "width", width, "height", height, "scale",
                                        1)));
        Files.write(file, Base64.getDecoder().decode(taken.get("data").stringValue()));
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> all = process.descendants().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        await().atMost(20, SECONDS)
                .until(() -> !process.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static boolean isWhole(Path port) throws IOException {
        return Files.readAllLines(port).size() == 2;
    }

    private final class Listener implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence text, boolean last) {
            message.append(text);
            if (last) {
                JsonNode whole = JSON.readTree(message.toString());
                message.setLength(0);
                CompletableFuture<JsonNode> answer =
                        whole.has("id") ? asked.remove(whole.get("id").asInt()) : null;
                if (answer == null) {
                    events.add(whole);
                } else {
                    answer.complete(whole);
                }
            }
            from.request(1);
            return null;
        }
    }
}
