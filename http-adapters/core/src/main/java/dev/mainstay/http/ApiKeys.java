// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Log;
import dev.mainstay.internal.LogLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The keys that are valid, and how often a wrong one may be shown. A core without addresses cannot
 * distinguish one caller from another, so the limit is on all of them, and on wrong keys alone:
 * whoever shows the right one must not be held up by who does not. What keeps a guesser out is the
 * length of a key. Thread-safe.
 */
final class ApiKeys {
    static final int BURST = 100;
    static final int PER_SECOND = 10;

    private static final Log LOG = Log.of(HealthEndpoints.class);
    private static final long PER_GUESS = Durations.SECOND / PER_SECOND;

    private final List<ApiKey> keys;
    private final List<ApiKey> inFiles;
    private final LongSupplier ticker;
    private final LongAdder wrong = new LongAdder();

    /** When the next wrong key would come if all so far had come at the rate allowed. */
    private final AtomicLong expectedAt;

    private final LogLimit warnings;

    ApiKeys(List<ApiKey> keys, LongSupplier ticker) {
        this.keys = List.copyOf(keys);
        this.inFiles = keys.stream().filter(ApiKey::isInAFile).toList();
        this.ticker = ticker;
        this.expectedAt = new AtomicLong(ticker.getAsLong());
        this.warnings = LogLimit.onceEvery(Duration.ofMinutes(1), ticker);
    }

    /** The requests with keys that are nobody's. */
    long wrong() {
        return wrong.sum();
    }

    /** Each request calls this, so that probes keep what the files say fresh. */
    void readFilesAgain() {
        if (!inFiles.isEmpty()) {
            long now = ticker.getAsLong();
            for (int i = 0; i < inFiles.size(); i++) { // an iterator would be an object a probe
                inFiles.get(i).readAgain(now);
            }
        }
    }

    /**
     * Whether a request shows the right key; false where none is set.
     *
     * @param needed whether to refuse one that does not, where a key is set
     */
    boolean isShownIn(HealthRequest request, boolean needed) {
        if (keys.isEmpty()) {
            return false;
        }
        String own = request.header("X-API-Key").map(String::strip).orElse("");
        String standard = request.header("Authorization").map(ApiKeys::credentials).orElse("");
        if (matches(own) || matches(standard)) {
            return true;
        }
        boolean shown = !own.isEmpty() || !standard.isEmpty();
        boolean tooOften = shown && isOneTooMany(ticker.getAsLong());
        if (needed) {
            throw tooOften ? Problems.tooManyKeys() : Problems.unauthorized();
        }
        return false;
    }

    /** Counts a wrong key. */
    private boolean isOneTooMany(long now) {
        wrong.increment();
        if (expectedAt.get() - now <= (BURST - 1) * PER_GUESS) {
            expectedAt.updateAndGet(it -> (it - now < 0 ? now : it) + PER_GUESS);
            return false;
        }
        if (warnings.tryAcquire()) {
            LOG.warn(
                    "{} requests with a wrong API key so far, lately more than {} a second",
                    wrong(),
                    PER_SECOND);
        }
        return true;
    }

    /** All are compared, whichever it is. */
    private boolean matches(String candidate) {
        if (candidate.isEmpty() || candidate.length() > ApiKey.MAX_LENGTH) {
            return false;
        }
        byte[] digest = ApiKey.sha256(candidate);
        boolean right = false;
        for (ApiKey key : keys) {
            right |= key.matches(digest);
        }
        return right;
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
