// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.Hostile;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LogTest {
    private static final String URL = "redis://app:s3cret@db:6379";
    private static final Log LOG = Log.of(LogTest.class);

    @Test
    void throwable_withCredentials_isLoggedMaskedWithItsStackCausesAndNotes() {
        var thrown = new IOException("lost " + URL, new IllegalStateException("password=s3cret"));
        thrown.addSuppressed(new IOException("Authorization: Bearer s3cret"));
        try (var log = new CapturedLog()) {
            LOG.warn("{} failed", URL, thrown);

            assertThat(log.all())
                    .contains("redis://***@db:6379 failed")
                    .contains("java.io.IOException: lost redis://***@db:6379")
                    .contains("Caused by: java.lang.IllegalStateException: password=***")
                    .contains("Suppressed: java.io.IOException: Authorization: Bearer ***")
                    .contains("\tat dev.mainstay.internal.LogTest.throwable_")
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void throwable_withoutCredentials_isLoggedAsItIs() {
        var thrown = new IOException("refused", new IllegalStateException("closed"));

        assertThat(Throwables.masked(thrown)).isSameAs(thrown);
    }

    @Test
    void throwable_thatIsItsOwnCause_endsTheWalk() {
        var first = new IOException(URL);
        var second = new IOException("second", first);
        first.initCause(second);
        first.addSuppressed(second);

        assertThat(Throwables.masked(first)).hasMessageContaining("redis://***@db:6379");
    }

    @Test
    void throwable_withAHundredCauses_isCut() {
        Throwable thrown = new IOException(URL);
        for (int i = 0; i < 100; i++) {
            thrown = new IOException("cause " + i, thrown);
        }

        assertThat(Throwables.masked(thrown)).hasRootCauseMessage("(and more)");
    }

    @Test
    void throwable_whoseOwnCodeThrows_isLoggedByItsClass() {
        try (var log = new CapturedLog()) {
            LOG.error("a check failed", Hostile.throwing());
            LOG.error("a check failed: {}", Hostile.throwing(), 1);

            assertThat(log.lines("Hostile$Throwing (its message could not be read)")).hasSize(2);
            assertThat(log.lines("a check failed")).hasSize(2);
        }
    }

    @Test
    void value_whoseWordsCannotBeRead_isNamedByItsClass() {
        var value =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException();
                    }
                };
        try (var log = new CapturedLog()) {
            LOG.info("{} and {}", value, null);

            assertThat(log.all()).contains("LogTest$1 (its words could not be read) and null");
        }
    }

    @Test
    void value_ofManyLines_isMaskedInEachAndNotCutAsAWhole() {
        String report = ("shutdown\n    caused by " + URL + "\n").repeat(100);
        try (var log = new CapturedLog()) {
            LOG.info("{}", Log.lines(report));

            assertThat(log.lines("caused by redis://***@db:6379")).hasSize(100);
            assertThat(log.all()).doesNotContain("s3cret");
        }
    }

    @Test
    void value_withLineBreaks_forgesNoLine() {
        try (var log = new CapturedLog()) {
            LOG.info("job {} failed", "42\n[main] ERROR dev.mainstay - forged");

            assertThat(log.lines("forged").get(0)).contains("job 42 [main] ERROR");
            assertThat(log.all()).doesNotContain("\n[main] ERROR");
        }
    }
}
