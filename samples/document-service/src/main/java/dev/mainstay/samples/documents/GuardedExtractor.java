// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.health.HealthCheck;
import dev.mainstay.resilience.Breaker;
import dev.mainstay.resilience.BreakerOpenException;
import dev.mainstay.resilience.Permit;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The extractor behind a breaker, so that one that is in trouble is left alone for a while.
 *
 * <p>It fails when it can't be reached, takes too long, refuses all or fails. A document that it
 * refuses is an answer, and so a sign of life; an interrupt or a missing file says nothing of it.
 * Thread-safe.
 */
final class GuardedExtractor {
    private static final int TRIALS = 2;
    private static final Duration ISOLATED_WAIT = Duration.ofSeconds(1);

    private final Extractor extractor;
    private final Breaker breaker;

    GuardedExtractor(Extractor extractor, int failureThreshold, Duration recoveryTimeout) {
        this.extractor = extractor;
        // No jitter: the operator's seconds are exact, and each worker opens at a time of its own.
        this.breaker =
                Breaker.named("extractor")
                        .failuresInARow(failureThreshold)
                        .openFor(recoveryTimeout)
                        .openJitter(0)
                        .trialCalls(TRIALS)
                        .trialTimeout(Extractor.LONGEST.multipliedBy(2))
                        .build();
    }

    /**
     * Counts the words of a file.
     *
     * @throws BreakerOpenException if the extractor was not asked
     */
    long words(Path text)
            throws ExtractionException,
                    ExtractorUnavailableException,
                    FileNotFoundException,
                    InterruptedException {
        try (Permit permit = breaker.acquire()) {
            try {
                long words = extractor.words(text);
                permit.success();
                return words;
            } catch (ExtractionException e) {
                permit.success();
                throw e;
            } catch (ExtractorUnavailableException e) {
                permit.failure(e);
                throw e;
            }
        }
    }

    /**
     * Asks about a text of our own, to tell a document that makes the extractor fail from an
     * extractor that fails on all. It goes past the breaker, which may be open because of that very
     * document.
     */
    boolean works() throws InterruptedException {
        try {
            return extractor.words(BodyPublishers.ofString("to be or not to be")) > 0;
        } catch (ExtractionException | ExtractorUnavailableException e) {
            return false;
        }
    }

    /** For how long no call would be let through; zero if one would be now. */
    Duration refusal() {
        return switch (breaker.state()) {
            case CLOSED, HALF_OPEN -> Duration.ZERO;
            case OPEN -> breaker.retryAfter().orElse(Duration.ZERO);
            case ISOLATED -> ISOLATED_WAIT;
        };
    }

    HealthCheck healthCheck() {
        return breaker.healthCheck();
    }

    Breaker breaker() {
        return breaker;
    }
}
