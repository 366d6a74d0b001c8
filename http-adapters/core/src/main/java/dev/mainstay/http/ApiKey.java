// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** The key, as a digest: what is compared has one length, and a heap dump does not tell it. */
final class ApiKey {
    private static final int MIN_LENGTH = 8;
    private static final int MAX_LENGTH = 512;
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    private final byte[] digest;

    private ApiKey(byte[] digest) {
        this.digest = digest;
    }

    /** Checks a key; the messages do not show it. */
    static ApiKey of(String key) {
        requireNonNull(key, "apiKey");
        if (key.isBlank()) {
            throw new IllegalArgumentException("apiKey must not be blank");
        }
        if (key.length() < MIN_LENGTH || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "apiKey must have %d to %d characters, but has %d"
                            .formatted(MIN_LENGTH, MAX_LENGTH, key.length()));
        }
        if (!VISIBLE_ASCII.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "apiKey must consist of visible ASCII characters, without spaces: a header"
                            + " carries no others");
        }
        return new ApiKey(sha256(key));
    }

    boolean isIn(HealthRequest request) {
        return request.header("X-API-Key").filter(this::matches).isPresent()
                || request.header("Authorization").filter(this::isInCredentials).isPresent();
    }

    private boolean isInCredentials(String credentials) {
        String text = credentials.strip();
        int space = text.indexOf(' ');
        if (space < 0) {
            return false;
        }
        String scheme = text.substring(0, space);
        String token = text.substring(space + 1).strip();
        if (scheme.equalsIgnoreCase("Bearer")) {
            return matches(token);
        }
        return scheme.equalsIgnoreCase("Basic") && matches(password(token));
    }

    private static String password(String token) {
        try {
            String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private boolean matches(String candidate) {
        String key = candidate.strip();
        return key.length() <= MAX_LENGTH && MessageDigest.isEqual(digest, sha256(key));
    }

    static byte[] sha256(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
