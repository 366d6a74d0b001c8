// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

/** What a server said: a status code, and a body that may have been cut. */
final class Answer {
    /** Docker keeps the first 4,096 bytes of what a probe prints. */
    private static final int LONGEST_SUMMARY = 1_000;

    private final int status;
    private final String body;

    Answer(int status, String body) {
        this.status = status;
        this.body = body;
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }

    boolean passed() {
        return status >= 200 && status < 300;
    }

    /** In one line. */
    String summary() {
        String text = Text.printable(body);
        String start = text.substring(0, Math.min(text.length(), LONGEST_SUMMARY));
        return (status + " " + start).strip();
    }
}
