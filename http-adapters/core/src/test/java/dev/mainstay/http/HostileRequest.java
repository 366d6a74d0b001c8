// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A request as an attacker would send it.
 *
 * @param keyed whether it shows the right key, in one of the ways that are right
 */
record HostileRequest(
        String method, String path, String query, Map<String, String> headers, boolean keyed) {
    static final String KEY = "0123456789abcdef";

    private static final List<String> PATHS =
            List.of(
                    "/health",
                    "/health/live",
                    "/health/ready",
                    "/health/started",
                    "/health/detailed",
                    "/health/ready/redis",
                    "/health/ready/s3cret-redis",
                    "/health/live/redis",
                    "/health/ready/nothing",
                    "/status",
                    "/status/detailed",
                    "/metrics",
                    "/livez",
                    "/readyz",
                    "/startupz",
                    "/readyz/redis");
    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "get", "OPTIONS", "TRACE");
    private static final List<String> OTHER_PARAMETERS =
            List.of(
                    "format=html",
                    "format=",
                    "FORMAT=text",
                    "verbose",
                    "verbose=0",
                    "exclude=redis",
                    "exclude=s3cret-redis",
                    "exclude",
                    "%65xclude=redis",
                    "exclud%65=%72edis",
                    "api_key=" + KEY,
                    "x",
                    "",
                    "a=%",
                    "=");
    private static final List<String> PARAMETERS =
            Stream.concat(
                            Dialect.all().stream()
                                    .filter(Dialect::isChoosable)
                                    .map(dialect -> "format=" + dialect),
                            OTHER_PARAMETERS.stream())
                    .toList();
    private static final List<String> ACCEPTS =
            List.of(
                    "*/*",
                    "text/html",
                    "text/plain;q=0.9, application/json;q=0.1",
                    "application/health+json",
                    "application/vnd.spring-boot.actuator.v3+json",
                    "application/openmetrics-text",
                    "text/*;q=0, */*;q=1e-400",
                    "text/plain;q=NaN",
                    "application/json;q=-Infinity, text/plain;q=0x1p3",
                    "TEXT/PLAIN ; Q = 1");
    private static final List<String> WRONG_KEYS =
            List.of(
                    KEY.substring(1),
                    KEY + "0",
                    KEY + "," + KEY,
                    "0123456789ABCDEF",
                    "Bearer " + KEY,
                    "",
                    "\u0660123456789abcdef",
                    "k".repeat(5_000));
    private static final List<String> WRONG_AUTHORIZATIONS =
            List.of(
                    KEY,
                    "Bearer",
                    "Bearer\t" + KEY,
                    "Bearer " + KEY + ", Bearer " + KEY,
                    "Digest " + KEY,
                    "Basic " + KEY,
                    "Basic " + base64(KEY + ":"),
                    "Basic " + base64("a:b:" + KEY),
                    "Basic ====",
                    "Basic " + "A".repeat(10_000));
    private static final List<String> TAGS =
            List.of("*", "W/", "W/\"", "\"\"", "W/\"0\", *", "W/\"0\"", ",,", "\"a\"b\"");
    private static final List<String> PREFERENCES =
            List.of(
                    "wait=1",
                    "wait=0",
                    "wait=-1",
                    "wait=99999999999999999999",
                    "respond-async; x=\"\\\"\", WAIT = \"5\"",
                    "wait=\"",
                    "=,;wait");
    private static final List<String> OTHERS =
            List.of(
                    "X-Original-URL",
                    "X-Rewrite-URL",
                    "X-HTTP-Method-Override",
                    "X-Forwarded-For",
                    "X-Forwarded-Prefix",
                    "Forwarded",
                    "Host",
                    "Cookie",
                    "Range",
                    "Connection");

    static HostileRequest of(Choices choices) {
        String method = choices.oneIn(16) ? HostileText.tokens(choices) : choices.of(METHODS);
        String path = path(choices);
        String query = query(choices);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        boolean keyed = key(headers, choices);
        if (choices.below(3) > 0) {
            headers.put("Accept", accept(choices));
        }
        if (choices.oneIn(3)) {
            headers.put("If-None-Match", HostileText.bend(choices.of(TAGS), choices));
            headers.put("Prefer", HostileText.bend(choices.of(PREFERENCES), choices));
        }
        for (int left = choices.below(4); left > 0; left--) {
            headers.put(choices.of(OTHERS), choices.of(PATHS) + HostileText.tokens(choices));
        }
        return new HostileRequest(method, path, query, headers, keyed);
    }

    HostileRequest with(String otherMethod) {
        return new HostileRequest(otherMethod, path, query, headers, keyed);
    }

    HostileRequest withoutQuery() {
        return new HostileRequest(method, path, "", headers, keyed);
    }

    /** The same from somebody who shows nothing and only says what form they would like. */
    HostileRequest anonymous() {
        Map<String, String> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        rest.putAll(headers);
        rest.keySet().removeIf(name -> !name.equals("Accept"));
        return new HostileRequest(method, path, query, rest, false);
    }

    HealthRequest toRequest() {
        return HealthRequest.builder(method)
                .path(path)
                .query(query)
                .headers(name -> Optional.ofNullable(headers.get(name)))
                .build();
    }

    private static String path(Choices choices) {
        String known = choices.of(PATHS);
        return switch (choices.below(12)) {
            case 0, 1, 2, 3 -> known;
            case 4 -> "/" + HostileText.tokens(choices);
            case 5 -> HostileText.anything(choices);
            case 6 -> known + HostileText.tooMuch(HostileText.tokens(choices), choices);
            default -> HostileText.bend(known, choices);
        };
    }

    private static String query(Choices choices) {
        switch (choices.below(12)) {
            case 0, 1, 2 -> {
                return "";
            }
            case 3 -> {
                return HostileText.anything(choices);
            }
            case 4 -> {
                return HostileText.tooMuch(choices.of(PARAMETERS) + "&", choices);
            }
            case 5 -> {
                return IntStream.range(0, choices.below(3) * 63)
                        .mapToObj(it -> "exclude=x" + it)
                        .collect(Collectors.joining("&"));
            }
            default -> {}
        }
        var query = new StringBuilder(choices.of(PARAMETERS));
        for (int left = choices.below(5); left > 0; left--) {
            query.append(choices.oneIn(8) ? ';' : '&').append(choices.of(PARAMETERS));
        }
        return choices.oneIn(3) ? HostileText.bend(query.toString(), choices) : query.toString();
    }

    private static String accept(Choices choices) {
        String accept = choices.of(ACCEPTS);
        return switch (choices.below(6)) {
            case 0 -> HostileText.bend(accept, choices);
            case 1 -> accept + "," + choices.of(ACCEPTS) + ";q=0." + choices.below(200);
            case 2 -> HostileText.tooMuch(accept + ",", choices);
            default -> accept;
        };
    }

    private static boolean key(Map<String, String> headers, Choices choices) {
        switch (choices.below(8)) {
            case 0 -> headers.put("x-api-key", choices.of(WRONG_KEYS));
            case 1 -> headers.put("Authorization", choices.of(WRONG_AUTHORIZATIONS));
            case 2 -> headers.put("Authorization", HostileText.tokens(choices));
            case 3 -> {
                right(headers, choices);
                return true;
            }
            default -> {}
        }
        return false;
    }

    private static void right(Map<String, String> headers, Choices choices) {
        switch (choices.below(4)) {
            case 0 -> headers.put("X-API-Key", " " + KEY + "\t");
            case 1 -> headers.put("Authorization", "bEaReR  " + KEY);
            case 2 -> headers.put("Authorization", "Basic " + base64("me:" + KEY));
            default -> {
                headers.put("Authorization", choices.of(WRONG_AUTHORIZATIONS));
                headers.put("X-API-Key", KEY);
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
