// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailingCheckTest {
    @Test
    void check_thatThrows_isDownWithItsClassAndMessage() {
        Rig rig = failing(new IOException("refused"));

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
        assertThat(rig.message("a")).isEqualTo("IOException: refused");
    }

    @ParameterizedTest
    @ValueSource(classes = {AssertionError.class, LinkageError.class, ThreadDeath.class})
    @SuppressWarnings({"deprecation", "removal"})
    void check_thatThrowsAnError_isDownAndTheOthersRunOn(Class<? extends Error> type)
            throws ReflectiveOperationException {
        Rig rig = failing(type.getDeclaredConstructor().newInstance());

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
        rig.tick();
        assertThat(rig.of("b")).isEqualTo(Status.UP);
    }

    @Test
    void check_thatOverflowsTheStack_isDown() {
        var rig = new Rig(m -> m.readiness("a", this::endless, o -> o.failureThreshold(1)));

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
        assertThat(rig.message("a")).startsWith("StackOverflowError");
    }

    @Test
    void check_thatRunsOutOfMemory_isDownAndRunsAgain() {
        var runs = new AtomicInteger();
        HealthMonitorBuilder builder = HealthMonitor.builder();
        builder.readiness(
                "a",
                () -> {
                    if (runs.getAndIncrement() == 0) {
                        throw new OutOfMemoryError("of a test");
                    }
                    return Health.up();
                });
        for (int i = 0; i < 40; i++) {
            builder.readiness("b-" + i, Health::up);
        }

        try (HealthMonitor monitor = builder.build().start()) {
            await().dontCatchUncaughtExceptions()
                    .until(() -> monitor.report(Probe.READINESS).status() == Status.UP);
            assertThat(runs).hasValueGreaterThan(1);
        }
    }

    /** A null message must not crash anything. */
    @Test
    void check_thatThrowsWithoutAMessage_isDownWithItsClass() {
        assertThat(failing(new IllegalStateException()).message("a"))
                .isEqualTo("IllegalStateException");
    }

    @Test
    void check_whoseExceptionThrowsInGetMessage_isDown() {
        var nasty =
                new RuntimeException() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String getMessage() {
                        throw new IllegalStateException("no message for you");
                    }
                };

        Rig rig = failing(nasty);

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
        assertThat(rig.message("a")).contains("its message could not be read");
    }

    @Test
    void check_thatReturnsNull_isDownAndSaysSo() {
        var rig = new Rig(m -> m.readiness("a", () -> null, o -> o.failureThreshold(1)));

        assertThat(rig.of("a")).isEqualTo(Status.DOWN);
        assertThat(rig.message("a")).isEqualTo("the check returned null");
    }

    @Test
    void check_thatThrowsUnchecked_staysScheduled() {
        var runs = new AtomicInteger();
        var rig =
                Rig.readiness(
                        "a",
                        () -> {
                            runs.incrementAndGet();
                            throw new IllegalArgumentException("always");
                        });

        rig.refresh();
        rig.refresh();

        assertThat(runs).hasValue(3);
    }

    private static Rig failing(Throwable thrown) {
        return new Rig(
                m ->
                        m.readiness("a", () -> fail(thrown), o -> o.failureThreshold(1))
                                .readiness("b", Health::up));
    }

    private static Health fail(Throwable thrown) throws IOException {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw (IOException) thrown;
    }

    @SuppressWarnings("InfiniteRecursion")
    private Health endless() {
        return endless();
    }
}
