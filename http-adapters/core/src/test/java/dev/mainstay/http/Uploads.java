// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Clients that send a request with a body, and read what they are told only then. */
final class Uploads {
    private static final int COUNT = 20;
    private static final int BYTES = 1 << 20;

    private Uploads() {}

    /** The head of a request whose body never comes to its end. */
    static String unfinished(boolean chunked) {
        String how = chunked ? "Transfer-Encoding: chunked" : "Content-Length: 2000000";
        return "POST /app HTTP/1.1\r\nHost: localhost\r\n" + how + "\r\n\r\n";
    }

    /** Some of its body. */
    static String piece(int bytes, boolean chunked) {
        String text = "x".repeat(bytes);
        return chunked ? Integer.toHexString(bytes) + "\r\n" + text + "\r\n" : text;
    }

    /** One after the other, each on its connection; of each what it got, as a line. */
    static List<String> outcomes(Callable<RawHttp> connections, boolean chunked) throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            try (RawHttp connection = connections.call()) {
                connection.upload(BYTES, chunked);
                RawHttp.Answer answer = connection.answer(true);
                outcomes.add(answer.status() + " " + answer.body());
            } catch (SocketException e) {
                outcomes.add(e.toString());
            }
        }
        return outcomes;
    }

    static boolean isLostAfter(RawHttp connection, String more) {
        try {
            connection.write(more);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
