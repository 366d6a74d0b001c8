// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.http.ApiKey;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says. An empty variable counts as unset.
 *
 * @param port {@code PORT}: where to listen; 0 takes a free one; default 8080
 * @param bind {@code BIND}: the address to listen on; default 0.0.0.0
 * @param redisUrl {@code REDIS_URL}: unset, a Redis is started on loopback, for this process alone
 * @param apiKeys {@code API_KEY}, and {@code API_KEY_FILE}, which is read again when it changes:
 *     each opens the details and the metrics; if neither is set, a random one is made
 * @param metricsWithoutKey {@code METRICS_WITHOUT_KEY}: whether the metrics are open; default false
 * @param extractorUrl {@code EXTRACTOR_URL}: unset, an extractor is started inside this process
 * @param role {@code ROLE}: all, api or worker; default all
 * @param maxContentLength {@code MAX_CONTENT_LENGTH}: the longest document in bytes; default 16 MiB
 * @param failureThreshold {@code CIRCUIT_BREAKER_FAILURE_THRESHOLD}: how many calls of the
 *     extractor fail in a row before no more are made; default 3
 * @param recoveryTimeout {@code CIRCUIT_BREAKER_RECOVERY_TIMEOUT}, in seconds: how long none is
 *     made then; default 120
 * @param redisMaxRetries {@code REDIS_MAX_RETRIES}: how often a command is repeated, after the
 *     first time, while Redis can't be reached; default 5
 * @param shutdownTimeout {@code SHUTDOWN_TIMEOUT}, in seconds: from the signal to the end of the
 *     process at the latest; default 30
 * @param shutdownDelay {@code SHUTDOWN_DELAY}, in seconds: how long all is served still after
 *     readiness has turned DOWN, as part of the timeout; default 0
 * @param tempDir where uploads and work in hand lie for a moment
 */
record Settings(
        int port,
        InetAddress bind,
        @Nullable URI redisUrl,
        List<ApiKey> apiKeys,
        boolean metricsWithoutKey,
        @Nullable URI extractorUrl,
        Role role,
        long maxContentLength,
        int failureThreshold,
        Duration recoveryTimeout,
        int redisMaxRetries,
        Duration shutdownTimeout,
        Duration shutdownDelay,
        Path tempDir) {

    static final int REDIS_PORT = 6379;

    private static final long LONGEST_REDIS_STRING = 512L << 20;
    private static final long LONGEST_SHUTDOWN = Duration.ofHours(1).toSeconds();
    private static final long DAY = Duration.ofDays(1).toSeconds();

    static Settings from(Map<String, String> environment) throws SettingsException {
        var read = new SettingsReader(environment);
        long timeout = read.number("SHUTDOWN_TIMEOUT", 1, LONGEST_SHUTDOWN, 30);
        var settings =
                new Settings(
                        (int) read.number("PORT", 0, 65_535, 8080),
                        read.address("BIND", "0.0.0.0"),
                        read.redis("REDIS_URL"),
                        read.keys("API_KEY", "API_KEY_FILE"),
                        read.flag("METRICS_WITHOUT_KEY"),
                        read.http("EXTRACTOR_URL"),
                        read.choice("ROLE", Role.ALL),
                        read.number("MAX_CONTENT_LENGTH", 1, LONGEST_REDIS_STRING, 16L << 20),
                        (int) read.number("CIRCUIT_BREAKER_FAILURE_THRESHOLD", 1, 1_000, 3),
                        Duration.ofSeconds(
                                read.number("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", 1, DAY, 120)),
                        (int) read.number("REDIS_MAX_RETRIES", 0, 10, 5),
                        Duration.ofSeconds(timeout),
                        Duration.ofSeconds(read.number("SHUTDOWN_DELAY", 0, timeout / 2, 0)),
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
