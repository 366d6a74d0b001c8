// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.Impact;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DialectsTest {
    private final Fixture fixture = new Fixture().started();

    @ParameterizedTest
    @CsvSource({"microprofile", "spring-boot", "ietf"})
    void dialect_upWithTheStatusAlone_tellsNoNames(String format) throws IOException {
        matches(format + "-status.json", Details.STATUS, "/health/ready?format=" + format);
    }

    @ParameterizedTest
    @CsvSource({"microprofile", "spring-boot", "ietf"})
    void dialect_degradedWithNames_saysSo(String format) throws IOException {
        search(Health.down("größer als erwartet"));
        matches(format + "-names.json", Details.NAMES, "/health/ready?format=" + format);
    }

    @ParameterizedTest
    @CsvSource({"microprofile", "spring-boot", "ietf"})
    void dialect_downWithDetails_tellsEverythingItHasAPlaceFor(String format) throws IOException {
        fixture.redis = Health.down("refused: \"redis\"").with("role", "none").with("port", 6379);
        search(Health.degraded("slow").with("ageSeconds", 12.5));
        fixture.monitor.gate("draining").close("deploy 42");
        matches(format + "-details.json", Details.ALWAYS, "/health/ready?format=" + format);
    }

    @ParameterizedTest
    @CsvSource({"json", "text", "microprofile", "spring-boot", "ietf"})
    void dialect_unknownWithDetails_isNotReady(String format) throws IOException {
        var starting = new Fixture();
        starting.redis = Health.unknown("no route to ask").with("role", "none");
        HealthResponse response =
                get(starting.started().endpoints(Details.ALWAYS), "/health/ready?format=" + format);

        assertThat(response.status()).isEqualTo(503);
        GoldenFilesTest.compare(
                format + (format.equals("text") ? "-unknown.txt" : "-unknown.json"), response);
    }

    /** For everybody to see, as its builder says. */
    @Test
    void ietf_ofAServiceWithAName_hasItAsItsId() throws IOException {
        HealthEndpoints named =
                HealthEndpoints.builder(fixture.monitor).serviceName("documents \"eu\"").build();

        GoldenFilesTest.compare("ietf-service.json", get(named, "/health/ready?format=ietf"));
    }

    @ParameterizedTest
    @CsvSource({"microprofile", "spring-boot", "ietf"})
    void dialect_ofOneCheck_hasThatCheckAlone(String format) throws IOException {
        matches(format + "-check.json", Details.ALWAYS, "/health/ready/redis?format=" + format);
    }

    @ParameterizedTest
    @CsvSource({"microprofile", "spring-boot", "ietf"})
    void dialect_withoutAnExcludedCheck_isNotDownForIt(String format) throws IOException {
        fixture.redis = Health.down("refused");
        fixture.after(Duration.ofSeconds(12));
        String target = "/health/ready?exclude=redis&format=" + format;
        matches(format + "-excluded.json", Details.NAMES, target);
    }

    @ParameterizedTest
    @CsvSource({
        "microprofile, application/json",
        "spring-boot, application/vnd.spring-boot.actuator.v3+json",
        "ietf, application/health+json",
        "nonsense, application/json"
    })
    void format_inTheQuery_comesBeforeAcceptAndKeepsTheCode(String format, String type) {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);
        fixture.monitor.gate("draining").close("deploy 42");

        HealthResponse response = get(endpoints, "/health/ready?verbose&format=" + format);
        if (!format.equals("nonsense")) {
            assertThat(response.headers()).containsEntry("Content-Type", type);
        }
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers()).containsKey("Retry-After");
    }

    @ParameterizedTest
    @MethodSource("dev.mainstay.http.Dialect#all")
    void error_inEachDialect_isAProblem(Dialect dialect) {
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor).format(dialect).build();

        assertThat(get(endpoints, "/health/none").headers())
                .containsEntry("Content-Type", "application/problem+json");
    }

    /** There a check that is DOWN makes the whole DOWN, by its specification. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REQUIRED")
    void microProfile_whileTheWholeIsUp_hasNoCheckThatIsDown(Impact impact) {
        fixture.monitor.addReadiness(
                "mail", () -> Health.down("gone"), it -> it.failureThreshold(1).impact(impact));
        fixture.after(Duration.ofSeconds(12));

        assertThat(ask(Details.ALWAYS, "microprofile"))
                .startsWith("{\"status\":\"UP\"")
                .contains("{\"name\":\"mail\",\"status\":\"UP\",\"data\":{\"degraded\":true,")
                .doesNotContain("\"DOWN\"");
    }

    /** A process that starts is alive, whatever its checks have not said yet. */
    @Test
    void microProfile_ofLivenessBeforeItsFirstOutcome_isUpThroughout() {
        HealthEndpoints endpoints = new Fixture().endpoints(Details.NAMES);

        assertThat(body(get(endpoints, "/health/live?format=microprofile")))
                .startsWith("{\"status\":\"UP\"")
                .contains("{\"name\":\"deadlock\",\"status\":\"UP\",");
    }

    @Test
    void microProfile_withOddValues_holdsOnlyStringsNumbersAndBooleans() {
        fixture.redis =
                Health.up()
                        .with("nan", Double.NaN)
                        .with("big", new BigDecimal("1e400"))
                        .with("since", Duration.ofSeconds(3))
                        .with("master", true);
        fixture.after(Duration.ofSeconds(12));

        assertThat(ask(Details.ALWAYS, "microprofile"))
                .contains("\"nan\":\"NaN\"", "\"big\":1E+400", "\"master\":true")
                .contains("\"since\":\"PT3S\"");
    }

    /** A value of the check's own stands; no key comes twice. */
    @Test
    void message_besideAValueOfThatName_givesWay() {
        fixture.redis = Health.degraded("slow").with("message", "own").with("degraded", "a bit");
        fixture.after(Duration.ofSeconds(12));

        assertThat(ask(Details.ALWAYS, "spring-boot"))
                .contains("{\"message\":\"own\",\"degraded\":true}");
    }

    @Test
    void details_withoutTheRight_areInNoDialect() {
        search(Health.degraded("a secret").with("secret", "value"));

        for (String format : new String[] {"microprofile", "spring-boot", "ietf"}) {
            assertThat(ask(Details.NAMES, format)).doesNotContain("secret").contains("search");
            assertThat(ask(Details.STATUS, format)).doesNotContain("secret", "search", "redis");
        }
    }

    private void search(Health health) {
        fixture.search = health;
        fixture.after(Duration.ofSeconds(12));
    }

    private String ask(Details details, String format) {
        return body(get(fixture.endpoints(details), "/health/ready?format=" + format));
    }

    private void matches(String file, Details details, String target) throws IOException {
        GoldenFilesTest.compare(file, get(fixture.endpoints(details), target));
    }
}
