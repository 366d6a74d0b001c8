// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.http.ApiKey;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void from_emptyEnvironment_isTheDocumentedDefaults() throws Exception {
        Settings settings = Settings.from(Map.of());

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.bind()).isEqualTo(InetAddress.getByName("0.0.0.0"));
        assertThat(settings.redisUrl()).isNull();
        assertThat(settings.apiKeys()).isEmpty();
        assertThat(settings.metricsWithoutKey()).isFalse();
        assertThat(settings.extractorUrl()).isNull();
        assertThat(settings.role()).isEqualTo(Role.ALL);
        assertThat(settings.maxContentLength()).isEqualTo(16 * 1024 * 1024);
        assertThat(settings.failureThreshold()).isEqualTo(3);
        assertThat(settings.recoveryTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.redisMaxRetries()).isEqualTo(5);
        assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.shutdownDelay()).isZero();
        assertThat(settings.tempDir()).hasToString(System.getProperty("java.io.tmpdir"));
    }

    @Test
    void from_emptyVariable_isUnset() throws Exception {
        Settings settings =
                Settings.from(
                        Map.of("PORT", "", "API_KEY", "", "API_KEY_FILE", "", "REDIS_URL", ""));

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.apiKeys()).isEmpty();
        assertThat(settings.redisUrl()).isNull();
    }

    @Test
    void from_allVariables_takesThem(@TempDir Path secrets) throws Exception {
        Path key = Files.writeString(secrets.resolve("key"), "another-sesame-01\n");
        Settings settings =
                Settings.from(
                        Map.ofEntries(
                                Map.entry("PORT", "9090"),
                                Map.entry("BIND", "127.0.0.1"),
                                Map.entry("REDIS_URL", "rediss://me:s3cret@redis:6380/2"),
                                Map.entry("API_KEY", "open-sesame-0123"),
                                Map.entry("API_KEY_FILE", key.toString()),
                                Map.entry("METRICS_WITHOUT_KEY", "true"),
                                Map.entry("EXTRACTOR_URL", "https://extractor/count"),
                                Map.entry("ROLE", "worker"),
                                Map.entry("MAX_CONTENT_LENGTH", "1024"),
                                Map.entry("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "7"),
                                Map.entry("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", "30"),
                                Map.entry("REDIS_MAX_RETRIES", "0"),
                                Map.entry("SHUTDOWN_TIMEOUT", "60"),
                                Map.entry("SHUTDOWN_DELAY", "30")));

        assertThat(settings.port()).isEqualTo(9090);
        assertThat(settings.bind().getHostAddress()).isEqualTo("127.0.0.1");
        assertThat(settings.redisUrl()).isEqualTo(URI.create("rediss://me:s3cret@redis:6380/2"));
        assertThat(settings.apiKeys())
                .extracting(ApiKey::name)
                .containsExactly("environment", "file");
        assertThat(settings.metricsWithoutKey()).isTrue();
        assertThat(settings.extractorUrl()).isEqualTo(URI.create("https://extractor/count"));
        assertThat(settings.role()).isEqualTo(Role.WORKER);
        assertThat(settings.maxContentLength()).isEqualTo(1024);
        assertThat(settings.failureThreshold()).isEqualTo(7);
        assertThat(settings.recoveryTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.redisMaxRetries()).isZero();
        assertThat(settings.shutdownTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.shutdownDelay()).isEqualTo(Duration.ofSeconds(30));
    }

    private static final Map<String, String> RULES =
            Map.ofEntries(
                    Map.entry("PORT", "a number from 0 to 65535"),
                    Map.entry("BIND", "an IP address or a host name that resolves"),
                    Map.entry(
                            "REDIS_URL",
                            "a URL like redis://user:password@host:6379/0 (rediss:// for TLS)"),
                    Map.entry("METRICS_WITHOUT_KEY", "true or false"),
                    Map.entry("EXTRACTOR_URL", "a URL like http://host:9000/path"),
                    Map.entry("ROLE", "one of all, api, worker"),
                    Map.entry("MAX_CONTENT_LENGTH", "a number from 1 to 536870912"),
                    Map.entry("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "a number from 1 to 1000"),
                    Map.entry("CIRCUIT_BREAKER_RECOVERY_TIMEOUT", "a number from 1 to 86400"),
                    Map.entry("REDIS_MAX_RETRIES", "a number from 0 to 10"),
                    Map.entry("SHUTDOWN_TIMEOUT", "a number from 1 to 3600"),
                    Map.entry("SHUTDOWN_DELAY", "a number from 0 to 15"));

    @ParameterizedTest
    @CsvSource({
        "PORT, http",
        "PORT, -1",
        "PORT, 65536",
        "PORT, ' 80'",
        "BIND, 1.2.3.4.5",
        "REDIS_URL, localhost:6379",
        "REDIS_URL, http://redis",
        "REDIS_URL, redis://redis/db",
        "REDIS_URL, redis:redis",
        "METRICS_WITHOUT_KEY, yes",
        "METRICS_WITHOUT_KEY, TRUE",
        "EXTRACTOR_URL, extractor:9000",
        "EXTRACTOR_URL, ftp://extractor",
        "EXTRACTOR_URL, /path",
        "ROLE, both",
        "ROLE, ALL",
        "MAX_CONTENT_LENGTH, 0",
        "MAX_CONTENT_LENGTH, 16MB",
        "MAX_CONTENT_LENGTH, 536870913",
        "CIRCUIT_BREAKER_FAILURE_THRESHOLD, 0",
        "CIRCUIT_BREAKER_FAILURE_THRESHOLD, 1001",
        "CIRCUIT_BREAKER_RECOVERY_TIMEOUT, 0",
        "CIRCUIT_BREAKER_RECOVERY_TIMEOUT, 2m",
        "CIRCUIT_BREAKER_RECOVERY_TIMEOUT, 86401",
        "REDIS_MAX_RETRIES, -1",
        "REDIS_MAX_RETRIES, 11",
        "SHUTDOWN_TIMEOUT, 0",
        "SHUTDOWN_TIMEOUT, 3601",
        "SHUTDOWN_TIMEOUT, 30s",
        "SHUTDOWN_DELAY, -1",
        "SHUTDOWN_DELAY, 16"
    })
    void from_badValue_namesVariableRuleAndValue(String name, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("%s must be %s, but was '%s'".formatted(name, RULES.get(name), value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret-letters-", "s3cret sesame 012"})
    void from_badApiKey_tellsAboutItAndDoesNotShowIt(String key, @TempDir Path secrets)
            throws Exception {
        Path file = Files.writeString(secrets.resolve("key"), key);

        assertThatThrownBy(
                        () ->
                                Settings.from(
                                        Map.of("API_KEY", key, "API_KEY_FILE", file.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("API_KEY: apiKey must ")
                .hasMessageContaining("API_KEY_FILE: apiKey must ")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void from_missingKeyFile_tellsItsName() {
        assertThatThrownBy(() -> Settings.from(Map.of("API_KEY_FILE", "/no/such/file")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(
                        "API_KEY_FILE: file must hold a key, but '/no/such/file' cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://me:s3cret@redis", "redis://me:s3c^ret@redis", "x//s3cret@y@z"})
    void from_badRedisUrlWithPassword_doesNotShowIt(String url) {
        assertThatThrownBy(() -> Settings.from(Map.of("REDIS_URL", url)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("REDIS_URL must be")
                .message()
                .doesNotContain("cret");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT, redis://me:s3cret@redis",
        "ROLE, password=s3cret",
        "EXTRACTOR_URL, ftp://extractor?api_key=s3cret",
        "API_KEY_FILE, /no/such/file?token=s3cret",
        "REDIS_URL, http://redis?password=s3cret",
    })
    void from_badValueWithASecret_doesNotShowIt(String name, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(name)
                .hasMessageContaining("***")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void from_severalBadValues_namesEach() {
        assertThatThrownBy(() -> Settings.from(Map.of("PORT", "x", "ROLE", "y")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("PORT must be")
                .hasMessageContaining("ROLE must be");
    }

    @Test
    void readme_always_listsTheVariablesThatAreRead() throws Exception {
        var read = new TreeSet<String>();
        var environment =
                new HashMap<String, String>() {
                    @Override
                    public String getOrDefault(Object name, String otherwise) {
                        read.add((String) name);
                        return otherwise;
                    }
                };
        Settings.from(environment);

        assertThat(Files.readAllLines(Path.of("README.md")))
                .filteredOn(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
                .extracting(line -> line.substring(3, line.indexOf("` |")))
                .containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void toString_withSecrets_doesNotShowThem() throws Exception {
        Settings settings =
                Settings.from(
                        Map.of(
                                "API_KEY",
                                "open-sesame-0123",
                                "REDIS_URL",
                                "redis://:s3cret@redis"));

        assertThat(settings.toString()).doesNotContain("sesame").doesNotContain("s3cret");
    }
}
