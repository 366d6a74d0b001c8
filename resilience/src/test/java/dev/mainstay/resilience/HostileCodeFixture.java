// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.Hostile;
import dev.mainstay.internal.Throwables;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** For tests in which users' code throws the worst: nothing that is written holds its secret. */
abstract class HostileCodeFixture {
    /** What users' code throws. */
    enum Kind {
        TELLING,
        UNCHECKED,
        ERROR,
        WRAPPED,
        THROWING;

        Throwable make() {
            return switch (this) {
                case TELLING -> Hostile.telling();
                case UNCHECKED -> Hostile.tellingUnchecked();
                case ERROR -> Hostile.tellingError();
                case WRAPPED -> new CompletionException(Hostile.telling());
                case THROWING -> Hostile.throwing();
            };
        }

        /** Throws it where no checked exception may be. */
        @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
        <T> T boom() {
            throw Throwables.<RuntimeException>raise(make());
        }
    }

    static final String NAME = "redis://app:" + Hostile.SECRET + "@db:6379";

    /** What a person or a backend may read. */
    final List<String> written = new CopyOnWriteArrayList<>();

    final CapturedLog log = new CapturedLog();

    @AfterEach
    void nothingWritten_holdsTheSecret() {
        log.close();
        written.add(log.all());
        assertThat(written).noneMatch(words -> words.contains(Hostile.SECRET));
    }

    Health read(HealthCheck check) throws Exception {
        Health health = check.check();
        written.add(health + " " + health.details());
        return health;
    }

    /** Opens at the first failure, and for long. */
    static Breaker breaker() {
        return Breaker.named("payments").failuresInARow(1).openFor(ofHours(1)).build();
    }

    static Callable<String> throwing(Throwable hostile) {
        return () -> {
            throw Throwables.<Exception>raise(hostile);
        };
    }

    /** Of a hostile one no words are asked, as assertions may. */
    static void assertSame(Throwable thrown, Throwable hostile) {
        assertThat(thrown == hostile).isTrue();
    }

    /** What a future failed with; the JDK's own exceptions would ask it for its words. */
    static Throwable errorOf(CompletableFuture<?> future) {
        assertThat(future).isDone();
        return future.handle((value, thrown) -> thrown).getNow(null);
    }
}
