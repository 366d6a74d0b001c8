// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of {@code wrk} said: 2 threads, 32 kept connections.
 *
 * @param perSecond answers a second
 * @param p99Millis what 99 of 100 answers took at most, in ms
 */
record Wrk(double perSecond, double p99Millis) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Map<String, Double> MILLIS = Map.of("us", 0.001, "ms", 1.0, "s", 1_000.0);

    static Wrk run(URI uri, int seconds) throws IOException {
        Process wrk =
                new ProcessBuilder(
                                "wrk",
                                "-t2",
                                "-c32",
                                "-d" + seconds + "s",
                                "--latency",
                                uri.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(wrk.getInputStream().readAllBytes(), US_ASCII);
        Matcher rate = RATE.matcher(said);
        Matcher p99 = P99.matcher(said);
        if (!rate.find() || !p99.find() || said.contains("Socket errors")) {
            throw new IOException("wrk: " + said);
        }
        return new Wrk(
                Double.parseDouble(rate.group(1)),
                Double.parseDouble(p99.group(1)) * MILLIS.get(p99.group(2)));
    }
}
