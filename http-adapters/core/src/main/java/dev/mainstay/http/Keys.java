// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are valid, and how often one may be guessed. A core without addresses cannot tell
 * one caller from another, so the limit is on all of them: after 100 wrong keys in a row 10 a
 * second are looked at, and the others, right or wrong, are not. Thread-safe.
 */
final class Keys {
    static final int BURST = 100;
    static final int PER_SECOND = 10;

    /** What a request shows. */
    enum Shown {
        NONE,
        RIGHT,
        WRONG,
        NOT_LOOKED_AT
    }

    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);
    private static final long SECOND = 1_000_000_000L;
    private static final long PER_GUESS = SECOND / PER_SECOND;
    private static final long WARN_EVERY = 60 * SECOND;

    private final List<ApiKey> keys;
    private final LongSupplier ticker;
    private final LongAdder wrong = new LongAdder();
    private final LongAdder ignored = new LongAdder();

    /** When the wrong keys so far are paid for. */
    private final AtomicLong paidAt;

    private final AtomicLong warnAt;

    Keys(List<ApiKey> keys, LongSupplier ticker) {
        this.keys = List.copyOf(keys);
        this.ticker = ticker;
        this.paidAt = new AtomicLong(ticker.getAsLong());
        this.warnAt = new AtomicLong(ticker.getAsLong());
    }

    boolean areSet() {
        return !keys.isEmpty();
    }

    /** The keys that were looked at and are nobody's. */
    long wrong() {
        return wrong.sum();
    }

    /** The requests whose keys were not looked at. */
    long ignored() {
        return ignored.sum();
    }

    Shown in(HealthRequest request) {
        if (keys.isEmpty()) {
            return Shown.NONE;
        }
        List<String> candidates = candidates(request);
        if (candidates.isEmpty()) {
            return Shown.NONE;
        }
        long now = ticker.getAsLong();
        if (paidAt.get() - now > (BURST - 1) * PER_GUESS) {
            ignored.increment();
            warn(now);
            return Shown.NOT_LOOKED_AT;
        }
        boolean right = false;
        for (String candidate : candidates) {
            right |= matches(candidate, now);
        }
        if (!right) {
            wrong.increment();
            paidAt.updateAndGet(it -> (it - now < 0 ? now : it) + PER_GUESS);
        }
        return right ? Shown.RIGHT : Shown.WRONG;
    }

    /** All are compared, whichever it is. */
    private boolean matches(String candidate, long now) {
        if (candidate.length() > ApiKey.MAX_LENGTH) {
            return false;
        }
        byte[] digest = ApiKey.sha256(candidate);
        boolean right = false;
        for (ApiKey key : keys) {
            right |= key.matches(digest, now);
        }
        return right;
    }

    private void warn(long now) {
        long at = warnAt.get();
        if (now - at >= 0 && warnAt.compareAndSet(at, now + WARN_EVERY)) {
            LOG.warn(
                    "{} wrong API keys so far, lately more than {} a second: some keys, also right"
                            + " ones, are not looked at",
                    wrong(),
                    PER_SECOND);
        }
    }

    private static List<String> candidates(HealthRequest request) {
        var candidates = new ArrayList<String>(2);
        request.header("X-API-Key").map(String::strip).ifPresent(candidates::add);
        request.header("Authorization").map(Keys::credentials).ifPresent(candidates::add);
        candidates.removeIf(String::isEmpty);
        return candidates;
    }

    private static String credentials(String header) {
        String text = header.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            return "";
        }
        String scheme = text.substring(0, space);
        String token = text.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return token;
        }
        return scheme.equalsIgnoreCase("Basic") ? password(token) : "";
    }

    private static String password(String token) {
        try {
            String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1).strip();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
