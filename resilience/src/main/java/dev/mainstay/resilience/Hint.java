// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Finds in an error how long the server asked to wait.
 *
 * <pre>{@code
 * .hint(Hint.retryAfter((error, name) -> error instanceof HttpError http ? http.header(name)
 *                                                                       : Optional.empty()))
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
     * date is counted from this machine's clock, and past by it is no wait; nonsense is no hint.
     *
     * @param header finds the header's value in an error
     * @return the hint
     */
    static Hint retryAfter(Function<? super Throwable, Optional<String>> header) {
        requireNonNull(header, "header");
        return retryAfter(
                (error, name) ->
                        name.equals("Retry-After") ? header.apply(error) : Optional.empty());
    }

    /**
     * Reads {@code Retry-After}, and counts a date in it from the answer's own {@code Date}: a
     * clock of this machine that is wrong changes no wait then.
     *
     * @param header finds a header's value in an error; asked for {@code Retry-After}, then for
     *     {@code Date}
     * @return the hint
     */
    static Hint retryAfter(BiFunction<? super Throwable, String, Optional<String>> header) {
        requireNonNull(header, "header");
        return error ->
                header.apply(error, "Retry-After")
                        .flatMap(
                                wait ->
                                        RetryAfter.parse(
                                                wait,
                                                header.apply(error, "Date")
                                                        .flatMap(RetryAfter::date)
                                                        .orElseGet(Instant::now)));
    }
}
