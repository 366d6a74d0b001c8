// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds in an error how long the server asked to wait.
 *
 * <pre>{@code
 * .hint(Hint.retryAfter(error -> error instanceof HttpError http ? http.header("Retry-After")
 *                                                               : Optional.empty()))
 * }</pre>
 *
 * <p>Implementations are called from many threads at once. One that throws is taken for no hint.
 */
@FunctionalInterface
public interface Hint {
    /**
     * Finds the wait that the server asked for.
     *
     * @param error what the attempt threw, without futures' wrappers
     * @return the wait; empty if there is none
     */
    Optional<Duration> delay(Throwable error);

    /**
     * Reads {@code Retry-After} as of RFC 9110: seconds, or a date in any of its three formats. A
     * date that is past by this machine's clock is no wait; nonsense is no hint.
     *
     * @param header finds the header's value in an error
     * @return the hint
     */
    static Hint retryAfter(Function<? super Throwable, Optional<String>> header) {
        requireNonNull(header, "header");
        Clock clock = Clock.systemUTC();
        return error -> header.apply(error).flatMap(v -> RetryAfter.parse(v, clock.instant()));
    }
}
