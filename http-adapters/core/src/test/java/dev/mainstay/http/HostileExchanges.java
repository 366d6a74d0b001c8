// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** What a client may say that no client should, by name. */
final class HostileExchanges {
    private static final String END = "Connection: close\r\n\r\n";
    private static final String HOST = "Host: localhost\r\n";
    private static final String PROBE = "GET /health/ready HTTP/1.1\r\n";
    private static final String DETAILED = "GET /health/detailed HTTP/1.1\r\n";

    private final Map<String, byte[]> all = new LinkedHashMap<>();

    private HostileExchanges() {}

    static Map<String, byte[]> named() {
        var exchanges = new HostileExchanges();
        exchanges.requestLines();
        exchanges.versionsAndUris();
        exchanges.sizes();
        exchanges.headers();
        exchanges.bodies();
        return exchanges.all;
    }

    /** Bytes of no form, and requests with a few bytes wrong. */
    static byte[] atRandom(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(400)];
        random.nextBytes(bytes);
        if (random.nextInt(4) == 0) {
            return bytes;
        }
        var choices = new Choices(bytes);
        HostileRequest request = HostileRequest.of(choices);
        var text = new StringBuilder(request.method()).append(' ').append(request.path());
        text.append(request.query().isEmpty() ? "" : "?" + request.query());
        text.append(" HTTP/1.1\r\n").append(HOST);
        request.headers().forEach((name, it) -> text.append(name + ": " + it + "\r\n"));
        byte[] said = text.append(END).toString().getBytes(ISO_8859_1);
        for (int left = random.nextInt(3); left > 0; left--) {
            said[random.nextInt(said.length)] = (byte) random.nextInt();
        }
        return said;
    }

    private void requestLines() {
        add("nothing at all", "");
        add("line ends alone", "\r\n\r\n\r\n\r\n");
        add("a NUL", "\u0000");
        add("a TLS greeting", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");
        add("a line without an end", "GET /health/ready HTTP/1.1");
        add("a head without an end", PROBE + HOST);
        add("no method", " /health/ready HTTP/1.1\r\n" + HOST + END);
        add("no path", "GET HTTP/1.1\r\n" + HOST + END);
        add("three blanks", "GET  /health/detailed  HTTP/1.1\r\n" + HOST + END);
        add("tabs", "GET\t/health/detailed\tHTTP/1.1\r\n" + HOST + END);
        add("a blank in the path", "GET /health/ready /detailed HTTP/1.1\r\n" + HOST + END);
        add("a NUL in the path", "GET /health/detailed\u0000 HTTP/1.1\r\n" + HOST + END);
        add("a NUL in the method", "GE\u0000T /health/detailed HTTP/1.1\r\n" + HOST + END);
        add("mixed case", "GET /Health/DETAILED HTTP/1.1\r\n" + HOST + END);
        add("a method in small letters", "get /health/detailed HTTP/1.1\r\n" + HOST + END);
        add("a method of 10,000", "G".repeat(10_000) + " /health HTTP/1.1\r\n" + HOST + END);
        add("a method with marks", "!#$%&'*+ /health/detailed HTTP/1.1\r\n" + HOST + END);
        add("a session", "GET /health/ready;jsessionid=x HTTP/1.1\r\n" + HOST + END);
        add("a session at detailed", "GET /health/detailed;a=b HTTP/1.1\r\n" + HOST + END);
        add("bytes over 127", "GET /health/\u00e9\u00ff/detailed HTTP/1.1\r\n" + HOST + END);
        add("line ends in escapes", "GET /health/ready%0d%0aX:%20y HTTP/1.1\r\n" + HOST + END);
        add("markup", "GET /health/ready/<script>\"?<script> HTTP/1.1\r\n" + HOST + END);
        add("parameters", "GET /health?verbose&format=json&key=x HTTP/1.1\r\n" + HOST + END);
        add("a fragment", "GET /health/ready#/detailed HTTP/1.1\r\n" + HOST + END);
        add("two question marks", "GET /health/detailed??a?b HTTP/1.1\r\n" + HOST + END);
    }

    private void versionsAndUris() {
        add("HTTP/0.9", "GET /health/detailed\r\n");
        add("HTTP/1.0", "GET /health/detailed HTTP/1.0\r\n\r\n");
        add("HTTP/1.0 kept", "GET /health/ready HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        add("HTTP/1.2", "GET /health/detailed HTTP/1.2\r\n" + HOST + END);
        add("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        add("HTTP/9.9", "GET /health/detailed HTTP/9.9\r\n" + HOST + END);
        add("another protocol", "GET /health/detailed FTP/1.1\r\n" + HOST + END);
        add("http/1.1", "GET /health/detailed http/1.1\r\n" + HOST + END);
        add("an absolute URI", "GET http://evil/health/detailed HTTP/1.1\r\n" + HOST + END);
        add("a URI with a name", "GET http://a@b:c/health/detailed HTTP/1.1\r\n" + HOST + END);
        add("a broken URI", "GET http://[::1/health/detailed HTTP/1.1\r\n" + HOST + END);
        add("an opaque URI", "GET mailto:health HTTP/1.1\r\n" + HOST + END);
        add("another scheme", "GET file:///health/detailed HTTP/1.1\r\n" + HOST + END);
        add("a path without a slash", "GET health/detailed HTTP/1.1\r\n" + HOST + END);
        add("a star", "OPTIONS * HTTP/1.1\r\n" + HOST + END);
        add("a star that is got", "GET * HTTP/1.1\r\n" + HOST + END);
        add("a tunnel", "CONNECT localhost:80 HTTP/1.1\r\n" + HOST + END);
        add("a trace", "TRACE /health/detailed HTTP/1.1\r\n" + HOST + "Cookie: secret\r\n" + END);
        add("an upgrade", PROBE + HOST + "Upgrade: h2c, websocket\r\nConnection: Upgrade\r\n\r\n");
    }

    private void sizes() {
        for (int kib : new int[] {2, 7, 16, 64, 1_024}) {
            String long1 = "a".repeat(kib * 1_024);
            add("a path of KiB " + kib, "GET /health/" + long1 + " HTTP/1.1\r\n" + HOST + END);
            add("a query of KiB " + kib, "GET /health?" + long1 + " HTTP/1.1\r\n" + HOST + END);
            add("a header of KiB " + kib, DETAILED + HOST + "X-A: " + long1 + "\r\n" + END);
            add("a key of KiB " + kib, DETAILED + HOST + "X-API-Key: " + long1 + "\r\n" + END);
        }
        for (int count : new int[] {50, 200, 20_000}) {
            var many = new StringBuilder();
            for (int i = 0; i < count; i++) {
                many.append("X-").append(i).append(": y\r\n");
            }
            add(count + " headers", DETAILED + HOST + many + END);
            add(count + " keys", DETAILED + HOST + "X-API-Key: wrong\r\n".repeat(count) + END);
        }
        add(
                "1,000 parameters",
                "GET /health?" + "exclude=a&".repeat(1_000) + " HTTP/1.1\r\n" + HOST + END);
        add("100 slashes", "GET " + "/".repeat(100) + "health/detailed HTTP/1.1\r\n" + HOST + END);
    }

    private void headers() {
        add("no host", DETAILED + END);
        add("two hosts", DETAILED + HOST + "Host: other\r\n" + END);
        add("an empty host", DETAILED + "Host:\r\n" + END);
        add("a broken host", DETAILED + "Host: a b\u0000<>\r\n" + END);
        add("line feeds alone", "GET /health/detailed HTTP/1.1\nHost: a\nConnection: close\n\n");
        add("carriage returns alone", "GET /health/detailed HTTP/1.1\rHost: a\r\r");
        add("a NUL in a header", DETAILED + HOST + "X-A: b\u0000c\r\n" + END);
        add("a NUL in a name", DETAILED + HOST + "X\u0000A: b\r\n" + END);
        add("a NUL in a key", DETAILED + HOST + "X-API-Key: b\u0000c\r\n" + END);
        add("a header without a colon", DETAILED + HOST + "nonsense\r\n" + END);
        add("a header without a name", DETAILED + HOST + ": b\r\n" + END);
        add("a blank before the colon", DETAILED + HOST + "X-API-Key : b\r\n" + END);
        add("a header that goes on", DETAILED + HOST + "X-A: b\r\n c\r\n" + END);
        add("a first header that goes on", DETAILED + " X-A: b\r\n" + HOST + END);
        add("a carriage return in a header", DETAILED + HOST + "X-A: b\rX-B: c\r\n" + END);
        add("an expectation of nothing", PROBE + HOST + "Expect: wonders\r\n" + END);
        add("a range", PROBE + HOST + "Range: bytes=0-0,5-\r\n" + END);
        add("a wild Accept", PROBE + HOST + "Accept: " + "*/*;q=,".repeat(100) + "\r\n" + END);
        add("a broken Basic", DETAILED + HOST + "Authorization: Basic %%%\r\n" + END);
        add(
                "another path in a header",
                PROBE + HOST + "X-Original-URL: /health/detailed\r\n" + END);
        add("another method in a header", PROBE + HOST + "X-HTTP-Method-Override: PUT\r\n" + END);
    }

    private void bodies() {
        String post = "POST /health/ready HTTP/1.1\r\n" + HOST;
        String chunked = "Transfer-Encoding: chunked\r\n";
        String smuggled = DETAILED + HOST + "\r\n";
        add("chunks on GET", PROBE + HOST + chunked + END + "3\r\nabc\r\n0\r\n\r\n");
        add("a chunk of no size", PROBE + HOST + chunked + END + "zz\r\nabc\r\n0\r\n\r\n");
        add("a chunk below zero", PROBE + HOST + chunked + END + "-1\r\nabc\r\n0\r\n\r\n");
        add("a chunk beyond a long", post + chunked + END + "f".repeat(40) + "\r\nabc");
        add(
                "a chunk that goes on",
                post + chunked + END + "3;" + "a".repeat(70_000) + "\r\nabc\r\n");
        add("chunks without an end", post + chunked + END + "3\r\nabc\r\n");
        add("another encoding", post + "Transfer-Encoding: gzip, chunked\r\n" + END + "0\r\n\r\n");
        add("a hidden encoding", post + "Transfer-Encoding: xchunked\r\n" + END + smuggled);
        add(
                "chunks and a length",
                post + chunked + "Content-Length: 4\r\n" + END + "0\r\n\r\n" + smuggled);
        add("two lengths", post + "Content-Length: 0\r\nContent-Length: 99\r\n" + END + smuggled);
        add("a length below zero", post + "Content-Length: -1\r\n" + END + smuggled);
        add("a length with a sign", post + "Content-Length: +5\r\n" + END + "abcde");
        add("a length beyond a long", post + "Content-Length: 99999999999999999999\r\n" + END);
        add("a length of no number", post + "Content-Length: x\r\n" + END);
        add("a body that never comes", post + "Content-Length: 100\r\n" + END);
        add(
                "a body on HEAD",
                "HEAD /health/ready HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n" + END + "abc");
        add("a large body", post + "Content-Length: 300000\r\n" + END + "a".repeat(300_000));
        add(
                "a body in a body",
                post + "Content-Length: " + smuggled.length() + "\r\n" + END + smuggled);
    }

    private void add(String name, String text) {
        all.put(name, text.getBytes(ISO_8859_1));
    }
}
