// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that nobody should send. The default build makes some at random, once always the same
 * and once new, and repeats what Jazzer found; how to let either run at length is said in
 * CONTRIBUTING.md.
 */
class RouterFuzzTest {
    private static final int INPUTS = Integer.getInteger("mainstay.fuzz.inputs", 10_000);
    private static final int MOST_BYTES = 256;

    private static final RouterOracle JAZZERS = new RouterOracle();

    static LongStream seeds() {
        long fresh = Long.getLong("mainstay.fuzz.seed", System.nanoTime());
        return LongStream.of(42, fresh);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void router_onRequestsAtRandom_keepsItsPromises(long seed) {
        var oracle = new RouterOracle();
        var random = new Random(seed);
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = new byte[random.nextInt(MOST_BYTES)];
            random.nextBytes(input);
            try {
                oracle.check(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "mainstay.fuzz.seed %d, input %d of %d, %s"
                                .formatted(seed, i, INPUTS, HexFormat.of().formatHex(input)),
                        e);
            }
        }

        System.out.printf("seed %d, %d inputs: %s%n", seed, INPUTS, oracle.counts());
        assertThat(oracle.counts()).containsKeys(200, 400, 401, 404, 405, 414, 429, 503);
    }

    @FuzzTest
    void router_onRequestsOfJazzers_keepsItsPromises(byte[] input) {
        JAZZERS.check(input);
    }
}
