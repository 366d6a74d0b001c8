// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bytes on the wire. With {@code -Dgolden.update=true} the files are written instead. */
class GoldenFilesTest {
    private final Fixture fixture = new Fixture().started();

    @Test
    void json_anonymousUp_isTheStatus() throws IOException {
        matches("json-status-up.json", Details.STATUS, "/health/ready");
    }

    @Test
    void json_anonymousDown_isTheStatus() throws IOException {
        redisDown();
        matches("json-status-down.json", Details.STATUS, "/health/ready");
    }

    @Test
    void json_anonymousWithNames_listsChecksAndGates() throws IOException {
        searchDown();
        fixture.monitor.gate("draining").close("deploy 42");
        matches("json-names.json", Details.NAMES, "/health/ready");
    }

    @Test
    void json_anonymousWithoutChecks_hasAnEmptyObject() throws IOException {
        matches("json-names-empty.json", Details.NAMES, "/health/started");
    }

    @Test
    void json_anonymousWithExclude_marksTheExcluded() throws IOException {
        redisDown();
        matches("json-names-excluded.json", Details.NAMES, "/health/ready?exclude=redis");
    }

    @Test
    void json_withDetails_tellsEverything() throws IOException {
        searchDown();
        fixture.monitor.gate("draining").close("deploy 42");
        matches("json-details.json", Details.ALWAYS, "/health/ready");
    }

    @Test
    void json_mutedAndInMaintenance_saysUntilWhen() throws IOException {
        fixture.monitor.mute("search", Duration.ofHours(1));
        fixture.monitor.maintenance("reindexing", Duration.ofMinutes(10));
        matches("json-suspended.json", Details.ALWAYS, "/health");
    }

    @Test
    void json_overallWithDetails_hasNoProbe() throws IOException {
        matches("json-details-overall.json", Details.STATUS, "/health/detailed");
    }

    @Test
    void json_overallWhileDraining_hasWhatIsInFlight() throws IOException {
        InFlight inFlight = InFlight.create();
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor)
                        .details(Details.NAMES)
                        .drainWith(inFlight)
                        .build();
        try (InFlight.Token one = inFlight.begin();
                InFlight.Token job = inFlight.begin("job 42")) {
            assertThat(one.isAdmitted() && job.isAdmitted()).isTrue();
            assertThat(Fixture.body(Fixture.get(endpoints, "/health/detailed")))
                    .contains("\"inFlight\":2,\"checks\"");
            inFlight.drain();
            fixture.after(Duration.ofSeconds(1));
            compare("json-draining.json", Fixture.get(endpoints, "/health/detailed"));
        }
        assertThat(Fixture.body(Fixture.get(endpoints, "/health"))).doesNotContain("inFlight");
    }

    @Test
    void json_oneCheck_isItsStatus() throws IOException {
        searchDown();
        matches("json-check.json", Details.NAMES, "/health/ready/search");
    }

    @Test
    void json_oneCheckWithDetails_isItsEntry() throws IOException {
        searchDown();
        matches("json-check-details.json", Details.ALWAYS, "/health/ready/search");
    }

    @Test
    void text_passing_isOk() throws IOException {
        matches("text-ok.txt", Details.NAMES, "/health/ready?format=text");
    }

    @Test
    void text_passingVerbose_listsNames() throws IOException {
        searchDown();
        matches("text-verbose-names.txt", Details.NAMES, "/health/ready?verbose");
    }

    @Test
    void text_failingAnonymous_isTheLastLine() throws IOException {
        redisDown();
        matches("text-failed-status.txt", Details.STATUS, "/health/ready?verbose");
    }

    @Test
    void text_failingWithNames_withholdsReasons() throws IOException {
        redisDown();
        matches("text-failed-names.txt", Details.NAMES, "/health/ready?format=text");
    }

    @Test
    void text_failingWithDetails_givesReasonsOnOneLineEach() throws IOException {
        redisDown();
        searchDown();
        matches("text-failed-reasons.txt", Details.ALWAYS, "/health/ready?format=text");
    }

    @Test
    void text_excluded_saysSo() throws IOException {
        redisDown();
        matches("text-excluded.txt", Details.NAMES, "/health/ready?verbose&exclude=redis");
    }

    @Test
    void text_liveness_hasItsOwnWord() throws IOException {
        matches("text-livez.txt", Details.NAMES, "/health/live?verbose");
    }

    private void redisDown() {
        fixture.redis = Health.down("Connection refused:\n\"redis.internal\"");
        fixture.after(Duration.ofSeconds(12));
    }

    private void searchDown() {
        fixture.search = Health.down("größer als erwartet").with("ageSeconds", 12.5);
        fixture.after(Duration.ofSeconds(12));
    }

    private void matches(String file, Details details, String target) throws IOException {
        compare(file, Fixture.get(fixture.endpoints(details), target));
    }

    static void compare(String file, HealthResponse response) throws IOException {
        String body = Fixture.body(response);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(Path.of("src/test/resources/golden", file), body);
        }
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/golden/" + file)) {
            assertThat(in).as("golden/" + file).isNotNull();
            String golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(body).isEqualTo(golden);
        }
        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSize(response.length());
    }
}
