// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration BASE = ofMillis(100);
    private static final Duration CAP = ofSeconds(10);

    private static Set<Duration> draws(Backoff backoff, int attempt, Duration previous) {
        Set<Duration> draws = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            draws.add(backoff.delay(attempt, previous));
        }
        return draws;
    }

    @Test
    void fixed_isTheSameAtAnyAttempt() {
        Backoff backoff = Backoff.fixed(ofSeconds(5));
        assertThat(backoff.delay(1, ZERO)).isEqualTo(ofSeconds(5));
        assertThat(backoff.delay(Integer.MAX_VALUE, ofSeconds(5))).isEqualTo(ofSeconds(5));
    }

    @Test
    void exponential_doublesUpToItsCap() {
        Backoff backoff = Backoff.exponential(BASE, ofSeconds(1));
        assertThat(
                        IntStream.rangeClosed(1, 6)
                                .mapToObj(attempt -> backoff.delay(attempt, ZERO).toMillis()))
                .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
    }

    @Test
    void exponential_atAnyAttempt_neitherOverflowsNorShrinks() {
        Backoff backoff = Backoff.exponential(ofMillis(1), Duration.ofDays(1));
        Duration before = ZERO;
        for (int attempt = 1; attempt < 200; attempt++) {
            Duration delay = backoff.delay(attempt, ZERO);
            assertThat(delay).as("attempt %d", attempt).isGreaterThanOrEqualTo(before);
            before = delay;
        }
        assertThat(before).isEqualTo(Duration.ofDays(1));
        assertThat(backoff.delay(Integer.MAX_VALUE, ZERO)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void jitter_atTheCap_isStillThere() {
        assertThat(draws(Backoff.fullJitter(BASE, CAP), 20, CAP)).hasSizeGreaterThan(900);
        assertThat(draws(Backoff.equalJitter(BASE, CAP), 20, CAP)).hasSizeGreaterThan(900);
        assertThat(draws(Backoff.decorrelatedJitter(BASE, CAP), 20, CAP)).hasSizeGreaterThan(900);
        assertThat(draws(Backoff.fullJitter(BASE, CAP), Integer.MAX_VALUE, CAP))
                .hasSizeGreaterThan(900);
    }

    @Test
    void jitter_staysWithinItsBounds() {
        assertThat(draws(Backoff.fullJitter(BASE, CAP), 3, ZERO))
                .allSatisfy(delay -> assertThat(delay).isBetween(ZERO, ofMillis(400)));
        assertThat(draws(Backoff.equalJitter(BASE, CAP), 3, ZERO))
                .allSatisfy(delay -> assertThat(delay).isBetween(ofMillis(200), ofMillis(400)));
        assertThat(draws(Backoff.decorrelatedJitter(BASE, CAP), 3, ofMillis(200)))
                .allSatisfy(delay -> assertThat(delay).isBetween(BASE, ofMillis(600)));
        assertThat(draws(Backoff.decorrelatedJitter(BASE, CAP), 1, ZERO))
                .allSatisfy(delay -> assertThat(delay).isBetween(BASE, ofMillis(300)));
        assertThat(draws(Backoff.decorrelatedJitter(BASE, CAP), 9, Duration.ofDays(100_000)))
                .allSatisfy(delay -> assertThat(delay).isBetween(BASE, CAP));
    }

    @Test
    void jitter_reachesBothEnds() {
        Set<Duration> draws =
                draws(Backoffs.fullJitter(ofMillis(1), ofMillis(1), () -> few(1_000_001)), 1, ZERO);
        assertThat(draws).contains(ZERO, ofMillis(1));
    }

    /** Only ever the ends of what it is asked for. */
    private static RandomGenerator few(long bound) {
        Random coin = new Random();
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return coin.nextLong();
            }

            @Override
            public long nextLong(long asked) {
                assertThat(asked).isEqualTo(bound);
                return coin.nextBoolean() ? 0 : asked - 1;
            }
        };
    }

    @Test
    void arguments_outsideTheirRange_areRefusedWithTheValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.fixed(ofMillis(-1)))
                .withMessage("delay must be between PT0S and PT24H, but was PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.exponential(CAP, BASE))
                .withMessage("cap must be between PT10S and PT24H, but was PT0.1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.fullJitter(ZERO, CAP))
                .withMessage("base must be between PT0.001S and PT24H, but was PT0S");
    }

    @Test
    void contention_underFullJitter_isHalfTheCallsAndAnEighthOfTheTimeOfExponential() {
        Duration base = ofMillis(5);
        Duration cap = ofSeconds(2);
        var plain = mean(random -> Backoff.exponential(base, cap));
        var full = mean(random -> Backoffs.fullJitter(base, cap, () -> random));
        var equal = mean(random -> Backoffs.equalJitter(base, cap, () -> random));
        var decorrelated = mean(random -> Backoffs.decorrelatedJitter(base, cap, () -> random));
        assertThat(full.calls()).as("%s, plain %s", full, plain).isLessThan(plain.calls() / 2);
        assertThat(full.millis()).as("%s, plain %s", full, plain).isLessThan(plain.millis() / 8);
        assertThat(equal.calls()).as("%s, plain %s", equal, plain).isLessThan(plain.calls());
        assertThat(decorrelated.calls()).isLessThan(plain.calls());
        System.out.printf(
                "contention: exponential %s, full %s, equal %s, decorrelated %s%n",
                plain, full, equal, decorrelated);
    }

    private static Contention.Result mean(Function<Random, Backoff> backoff) {
        double calls = 0;
        double millis = 0;
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Contention.Result result = new Contention(random, backoff.apply(random)).run(100);
            calls += result.calls() / 20;
            millis += result.millis() / 20;
        }
        return new Contention.Result(calls, millis);
    }
}
