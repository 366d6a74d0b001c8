// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** What must be true of the answer to any request whatever. Not thread-safe. */
final class RouterOracle {
    private static final Set<Integer> CODES = Set.of(200, 400, 401, 404, 405, 414, 429, 503);
    private static final Set<Integer> NO_READING = Set.of(400, 404, 405, 414);
    private static final Set<Integer> REFUSALS = Set.of(401, 429);
    private static final Set<String> NEED_A_KEY =
            Set.of("/health/detailed", "/status/detailed", "/metrics");
    private static final Pattern ALWAYS_WELL = Pattern.compile("/live|/start|/metrics");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z-]+");
    private static final Pattern VISIBLE = Pattern.compile("[ -~]+");
    private static final Pattern PROBLEM = Pattern.compile("[ -~&&[^<>$]]+");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");
    private static final int MOST_BYTES = 20_000;
    private static final int MOST_REMEMBERED = 10_000;
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final PlantedSecrets[] fixtures = PlantedSecrets.all();
    private final Map<Integer, Long> counts = new TreeMap<>();
    private final Set<String> known = new HashSet<>();

    /** How often each status was the answer. */
    Map<Integer, Long> counts() {
        return counts;
    }

    void check(byte[] input) {
        var choices = new Choices(input);
        PlantedSecrets fixture = fixtures[choices.below(fixtures.length)];
        if (choices.oneIn(250) && choices.oneIn(8)) {
            fixture.forgetWrongKeys();
        }
        HostileRequest request = HostileRequest.of(choices);
        HealthResponse answer = fixture.answer(request);
        counts.merge(answer.status(), 1L, Long::sum);
        try {
            check(fixture, request, answer);
        } catch (AssertionError e) {
            throw new AssertionError(fixture + " to " + request + ": " + e.getMessage(), e);
        }
    }

    private void check(PlantedSecrets fixture, HostileRequest request, HealthResponse answer) {
        must(CODES.contains(answer.status()), "status", answer);
        check(fixture, request, answer, decoded(request.path()));
    }

    private void check(
            PlantedSecrets fixture, HostileRequest request, HealthResponse answer, String path) {
        if (answer.status() == 503) {
            must(fixture.isDown(), "503 though all is well");
            must(!ALWAYS_WELL.matcher(path).find(), "503 of what is well");
        }
        wellFormed(answer);
        sameForHead(fixture, request, answer);
        tellsNothing(fixture, request, path, body(answer));
        if (!request.keyed()) {
            sameForAnonymous(fixture, request, answer);
        }
    }

    private void wellFormed(HealthResponse answer) {
        answer.headers()
                .forEach(
                        (name, value) -> {
                            must(HEADER_NAME.matcher(name).matches(), "header", name);
                            must(VISIBLE.matcher(value).matches(), "header", name, value);
                        });
        String body = body(answer);
        String type = answer.headers().getOrDefault("Content-Type", "");
        must(!type.isEmpty(), "type", answer);
        must(answer.length() < MOST_BYTES, "bytes", answer.length());
        must(!body.contains("could not be"), "an error of ours", body);
        if (type.endsWith("json") && answer.hasBody() && isNew(body)) {
            mustBeJson(body);
        }
        if (type.equals("application/problem+json")) {
            must(!answer.hasBody() || PROBLEM.matcher(body).matches(), "body", body);
        }
    }

    private static void sameForHead(
            PlantedSecrets fixture, HostileRequest request, HealthResponse answer) {
        if (request.method().equals("GET")) {
            HealthResponse head = fixture.answer(request.with("HEAD"));
            must(!head.hasBody(), "HEAD has a body");
            mustBeTheSame(head, answer);
        } else if (!request.method().equals("HEAD")) {
            must(NO_READING.contains(answer.status()), "status", answer);
        }
    }

    /** What a request brought along itself is no secret. */
    private static void tellsNothing(
            PlantedSecrets fixture, HostileRequest request, String path, String body) {
        boolean open = !fixture.hasKey() && NEED_A_KEY.contains(path);
        if (!request.keyed() && !open) {
            String asked = path.substring(path.lastIndexOf('/') + 1);
            String told = asked.contains(PlantedSecrets.MARK) ? body.replace(asked, "") : body;
            must(!told.contains(PlantedSecrets.MARK), "a secret", body);
        }
    }

    private static void sameForAnonymous(
            PlantedSecrets fixture, HostileRequest request, HealthResponse answer) {
        HealthResponse anonymous = fixture.answer(request.anonymous());
        must(anonymous.status() != 429, "429 for nobody's key");
        mustBeTheSame(answer, anonymous);
        int withoutQuery = fixture.answer(request.anonymous().withoutQuery()).status();
        must(
                fixture.codesWithAQuery(request, withoutQuery).contains(anonymous.status()),
                "with and without a query",
                anonymous.status(),
                withoutQuery);
    }

    /** A wrong key may be refused the one time, and not be looked at the next. */
    private static void mustBeTheSame(HealthResponse answer, HealthResponse other) {
        if (answer.status() == 429 || other.status() == 429) {
            must(
                    REFUSALS.contains(answer.status()) && REFUSALS.contains(other.status()),
                    "not the same",
                    answer,
                    other);
            return;
        }
        boolean bodies = !answer.hasBody() || !other.hasBody() || body(answer).equals(body(other));
        must(
                bodies
                        && answer.status() == other.status()
                        && answer.length() == other.length()
                        && answer.headers().equals(other.headers()),
                "not the same",
                answer,
                body(answer),
                other,
                body(other));
    }

    private static void must(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            throw new AssertionError(otherwise + " " + Arrays.toString(values));
        }
    }

    private boolean isNew(String body) {
        return known.size() < MOST_REMEMBERED ? known.add(body) : !known.contains(body);
    }

    private static void mustBeJson(String body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            while (parser.nextToken() != null) {
                parser.getString();
            }
        } catch (JacksonException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }

    /** As another party might read it, escape by escape. */
    static String decoded(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(it -> Matcher.quoteReplacement(octet(it.group().substring(1))));
    }

    private static String octet(String hex) {
        return Character.toString(Integer.parseInt(hex, 16));
    }
}
