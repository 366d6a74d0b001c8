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
 * The keys that are valid, and how often a wrong one may be shown. A core without addresses cannot
 * tell one caller from another, so the limit is on all of them, and on wrong keys alone: whoever
 * shows the right one must not be held up by who does not. What keeps a guesser out is the length
 * of a key. Thread-safe.
 */
final class Keys {
    static final int BURST = 100;
    static final int PER_SECOND = 10;

    /** What a request shows. */
    enum Shown {
        NONE,
        RIGHT,
        WRONG,
        WRONG_TOO_OFTEN
    }

    private static final Logger LOG = LoggerFactory.getLogger(HealthEndpoints.class);
    private static final long SECOND = 1_000_000_000L;
    private static final long PER_GUESS = SECOND / PER_SECOND;

    private final List<ApiKey> keys;
    private final List<ApiKey> inFiles;
    private final LongSupplier ticker;
    private final LongAdder wrong = new LongAdder();

    /** When the wrong keys so far are paid for. */
    private final AtomicLong paidAt;

    private final Seldom warning;

    Keys(List<ApiKey> keys, LongSupplier ticker) {
        this.keys = List.copyOf(keys);
        this.inFiles = keys.stream().filter(ApiKey::isInAFile).toList();
        this.ticker = ticker;
        this.paidAt = new AtomicLong(ticker.getAsLong());
        this.warning = new Seldom(ticker);
    }

    boolean areSet() {
        return !keys.isEmpty();
    }

    /** The requests with keys that are nobody's. */
    long wrong() {
        return wrong.sum();
    }

    /** At every request, so that probes keep what the files say fresh. */
    void lookAgain() {
        if (!inFiles.isEmpty()) {
            long now = ticker.getAsLong();
            for (int i = 0; i < inFiles.size(); i++) { // an iterator would be an object a probe
                inFiles.get(i).lookAgain(now);
            }
        }
    }

    Shown in(HealthRequest request) {
        if (keys.isEmpty()) {
            return Shown.NONE;
        }
        List<String> candidates = candidates(request);
        if (candidates.isEmpty()) {
            return Shown.NONE;
        }
        boolean right = false;
        for (String candidate : candidates) {
            right |= matches(candidate);
        }
        return right ? Shown.RIGHT : wrong(ticker.getAsLong());
    }

    private Shown wrong(long now) {
        wrong.increment();
        if (paidAt.get() - now > (BURST - 1) * PER_GUESS) {
            warn();
            return Shown.WRONG_TOO_OFTEN;
        }
        paidAt.updateAndGet(it -> (it - now < 0 ? now : it) + PER_GUESS);
        return Shown.WRONG;
    }

    /** All are compared, whichever it is. */
    private boolean matches(String candidate) {
        if (candidate.length() > ApiKey.MAX_LENGTH) {
            return false;
        }
        byte[] digest = ApiKey.sha256(candidate);
        boolean right = false;
        for (ApiKey key : keys) {
            right |= key.matches(digest);
        }
        return right;
    }

    private void warn() {
        if (warning.isTime()) {
            LOG.warn(
                    "{} requests with a wrong API key so far, lately more than {} a second",
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
