// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says. An empty variable counts as unset.
 *
 * @param port {@code PORT}: where to listen; 0 takes a free one; default 8080
 * @param bind {@code BIND}: the address to listen on; default 0.0.0.0
 * @param redisUrl {@code REDIS_URL}: unset, a Redis is started on loopback, for this process alone
 * @param apiKey {@code API_KEY}: opens the health details; unset, a random one is made
 * @param extractorUrl {@code EXTRACTOR_URL}: unset, an extractor is started inside this process
 * @param role {@code ROLE}: all, api or worker; default all
 * @param maxContentLength {@code MAX_CONTENT_LENGTH}: the longest document in bytes; default 16 MiB
 * @param tempDir where uploads and work in hand lie for a moment
 */
record Settings(
        int port,
        InetAddress bind,
        @Nullable URI redisUrl,
        @Nullable String apiKey,
        @Nullable URI extractorUrl,
        Role role,
        long maxContentLength,
        Path tempDir) {

    static final int REDIS_PORT = 6379;

    private static final long LONGEST_REDIS_STRING = 512L << 20;

    static Settings from(Map<String, String> environment) throws SettingsException {
        var read = new SettingsReader(environment);
        var settings =
                new Settings(
                        (int) read.number("PORT", 0, 65_535, 8080),
                        read.address("BIND", "0.0.0.0"),
                        read.redis("REDIS_URL"),
                        read.key("API_KEY"),
                        read.http("EXTRACTOR_URL"),
                        read.choice("ROLE", Role.ALL),
                        read.number("MAX_CONTENT_LENGTH", 1, LONGEST_REDIS_STRING, 16L << 20),
                        Path.of(System.getProperty("java.io.tmpdir")));
        read.refuseProblems();
        return settings;
    }

    /** Names what may be shown: no key, no password. */
    @Override
    public String toString() {
        return "BIND %s, PORT %d, ROLE %s".formatted(bind.getHostAddress(), port, role);
    }
}
