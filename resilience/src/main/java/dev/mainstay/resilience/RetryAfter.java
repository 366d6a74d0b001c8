// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the header {@code Retry-After} of RFC 9110.
 *
 * <pre>{@code
 * Optional<Duration> wait = RetryAfter.parse("120", Instant.now());
 * }</pre>
 *
 * <p>Immutable.
 */
public final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int MOST_DIGITS = 9;
    private static final int MOST_CHARACTERS = 64;

    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private RetryAfter() {}

    /**
     * Reads a value of the header.
     *
     * @param value seconds, or a date in one of the three formats of HTTP
     * @param now the time to count a date from: the answer's own {@code Date} header, if it has
     *     one, as the clocks of two machines differ
     * @return the wait, zero for a date that has passed; empty if the value is neither
     */
    public static Optional<Duration> parse(String value, Instant now) {
        requireNonNull(now, "now");
        String text = requireNonNull(value, "value").trim();
        if (text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(seconds(text));
        }
        return date(text, now)
                .map(until -> Duration.between(now, until))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
    }

    private static Duration seconds(String digits) {
        String plain = digits.replaceFirst("^0+(?=.)", "");
        long seconds = plain.length() > MOST_DIGITS ? 1_000_000_000 : Long.parseLong(plain);
        return Duration.ofSeconds(seconds);
    }

    /** Reads an answer's own {@code Date}; empty if it is none. */
    static Optional<Instant> date(String value) {
        String text = value.trim();
        return text.length() > MOST_CHARACTERS ? Optional.empty() : date(text, Instant.now());
    }

    private static Optional<Instant> date(String text, Instant now) {
        try {
            if (text.contains("-")) {
                return Optional.of(ZonedDateTime.parse(text, rfc850(now)).toInstant());
            }
            if (text.contains(",")) {
                return Optional.of(
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            }
            return Optional.of(LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the format of RFC 850, whose two-digit years are at most 50 years ahead of today. */
    private static DateTimeFormatter rfc850(Instant now) {
        LocalDate least = LocalDate.ofInstant(now, ZoneOffset.UTC).minusYears(49);
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, least)
                .appendPattern(" HH:mm:ss zzz")
                .toFormatter(Locale.ENGLISH);
    }
}
