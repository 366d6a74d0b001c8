// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key that opens the details, with a name. Several may be valid at a time, so that one can follow
 * another: add the new one, move the callers, remove the old one when nobody uses it any more.
 *
 * <p>Nothing but its length keeps a key from being guessed, as the right one is let in whatever the
 * guessing: take a random one, such as {@code openssl rand -hex 16} prints. A server that looks at
 * 100,000 keys a second is through with all of 8 hex digits in half a day, and with all of 16 in
 * 5.8 million years.
 *
 * <p>Endpoints keep the digest of a key, compare it in constant time, and never log or show it. A
 * key in a file is read again when any request comes, a probe's too, and 5 s have passed: a thread
 * of its own reads it, and the request itself is judged by what was read before. So where a service
 * is probed every 5 s or more often, a key that was taken back opens nothing after 10 s. A file
 * that cannot be read, holds no key, or takes 5 s or more to be read changes nothing until it can;
 * a warning says so, once.
 *
 * <pre>{@code
 * HealthEndpoints.builder(health)
 *     .apiKey(ApiKey.named("prometheus").file(Path.of("/run/secrets/health-key")))
 *     .apiKey(ApiKey.named("operators").environment("HEALTH_KEY"))
 *     .build();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ApiKey {
    /** The longest that is looked at. */
    static final int MAX_LENGTH = 512;

    /** At 100,000 guesses a second 8 hex digits last half a day, and 16 for 5.8 million years. */
    private static final int MIN_LENGTH = 16;

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    private final String name;
    private final @Nullable ApiKeyFile file;

    /** What is compared has one length, and a heap dump does not tell the key. */
    private volatile byte[] digest;

    private ApiKey(String name, String key, @Nullable ApiKeyFile file) {
        this.name = name;
        this.file = file;
        this.digest = digest(key);
    }

    /**
     * Begins a key.
     *
     * @param name {@code [a-z0-9][a-z0-9-]*}, at most 63 characters, and not beginning with {@code
     *     mainstay}
     * @return a name that takes the key itself, an environment variable or a file
     * @throws IllegalArgumentException if the name is malformed
     */
    public static Named named(String name) {
        return new Named(Require.name(name));
    }

    /**
     * Returns the name.
     *
     * @return the name, as in metrics
     */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "API key '" + name + "'";
    }

    /** Whether a digest is this key's. */
    boolean matches(byte[] candidate) {
        return MessageDigest.isEqual(digest, candidate);
    }

    boolean isInAFile() {
        return file != null;
    }

    /** Reads its file again if there is one and it is time. */
    void readAgain(long now) {
        if (file != null) {
            file.readAgain(now, this::replace);
        }
    }

    static byte[] sha256(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void replace(String key) {
        digest = digest(key);
    }

    /** Checks a key; the messages do not show it. */
    private static byte[] digest(String key) {
        if (key.isBlank()) {
            throw new IllegalArgumentException("apiKey must not be blank");
        }
        if (key.length() < MIN_LENGTH || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "apiKey must have %d to %d visible ASCII characters, but has %d"
                            .formatted(MIN_LENGTH, MAX_LENGTH, key.length()));
        }
        if (!VISIBLE_ASCII.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "apiKey must consist of visible ASCII characters, without spaces: a header"
                            + " carries no others");
        }
        return sha256(key);
    }

    /** The name of a key, to which the key itself is added next. Immutable. */
    public static final class Named {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        /**
         * Takes the key itself.
         *
         * @param key 16 to 512 visible ASCII characters
         * @return the key
         * @throws IllegalArgumentException if the key is shorter, longer, or has other characters;
         *     the message does not show it
         */
        public ApiKey value(String key) {
            return new ApiKey(name, requireNonNull(key, "apiKey"), null);
        }

        /**
         * Reads the key from an environment variable, once.
         *
         * @param variable the variable's name
         * @return the key
         * @throws IllegalArgumentException if the variable is not set, or is no key
         */
        public ApiKey environment(String variable) {
            String key = System.getenv(requireNonNull(variable, "variable"));
            if (key == null) {
                throw new IllegalArgumentException(
                        "variable must be set, but '" + variable + "' is not");
            }
            return new ApiKey(name, key, null);
        }

        /**
         * Reads the key from a file, now and whenever it may have changed. White space around it
         * does not count.
         *
         * @param file a file of at most 4,096 bytes, as a mounted secret is
         * @return the key
         * @throws IllegalArgumentException if the file cannot be read, or holds no key
         */
        public ApiKey file(Path file) {
            var keyFile = new ApiKeyFile(name, requireNonNull(file, "file"));
            return new ApiKey(name, keyFile.first(), keyFile);
        }
    }
}
