// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.Health;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusPageTest {
    private static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final Fixture fixture = new Fixture().started();
    private final InFlight inFlight = InFlight.create();

    @Test
    void page_withDetails_tellsEverything() throws IOException {
        deployThenOutage();
        GoldenFilesTest.compare("status-details.html", get(endpoints(Details.ALWAYS), "/status"));
    }

    @Test
    void page_inMaintenanceWhileDraining_saysBoth() throws IOException {
        fixture.monitor.maintenance("reindexing", Duration.ofMinutes(10));
        inFlight.drain();
        pass(Duration.ofMinutes(1));
        GoldenFilesTest.compare(
                "status-maintenance.html", get(endpoints(Details.ALWAYS), "/status"));
    }

    /** The page knows no module's values: it shows each as any other. */
    @Test
    void page_ofABreaker_showsItsStateAmongTheValuesToWhoMaySeeThem() {
        fixture.monitor.addReadiness(
                "extractor", () -> Health.degraded("circuit is OPEN").with("breaker", "open"));
        pass(Duration.ofSeconds(10));

        assertThat(body(get(endpoints(Details.ALWAYS), "/status")))
                .containsOnlyOnce("<dt>breaker</dt><dd>open</dd>");
        assertThat(body(get(endpoints(Details.NAMES), "/status")))
                .contains("extractor")
                .doesNotContain("breaker", "in flight");
    }

    @Test
    void page_withNames_hasComponentsAndNoMore() throws IOException {
        deployThenOutage();
        GoldenFilesTest.compare("status-names.html", get(endpoints(Details.NAMES), "/status"));
    }

    @Test
    void page_withTheStatusAlone_hasThatAndAWayIn() throws IOException {
        GoldenFilesTest.compare("status-status.html", get(endpoints(Details.STATUS), "/status"));
    }

    @Test
    void page_whenDown_hasTheCodeOfTheProbes() {
        HealthEndpoints endpoints = endpoints(Details.STATUS);
        fixture.monitor.gate("draining").close("deploy 42");

        assertThat(get(endpoints, "/status").status()).isEqualTo(503);
        assertThat(body(get(endpoints, "/status"))).contains("DOWN").doesNotContain("draining");
    }

    @Test
    void scripts_inNamesMessagesValuesAndTheService_areText() {
        String script = "<script>alert(\"1\")</script>'&";
        fixture.redis = Health.down(script).with(script, script);
        fixture.after(Duration.ofSeconds(12));
        fixture.monitor.gate("draining").close(script);
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor)
                        .details(Details.ALWAYS)
                        .statusPage()
                        .serviceName(script)
                        .serviceVersion(script)
                        .build();

        String page = body(get(endpoints, "/status"));

        assertThat(page)
                .doesNotContain("<script>alert", "alert(\"1\")")
                .contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;")
                .containsOnlyOnce("<script>");
    }

    /** The browser runs what has the digest of the policy, and nothing else. */
    @ParameterizedTest
    @CsvSource({"style", "script"})
    void policy_always_allowsThePagesOwnStyleAndScriptAlone(String element) throws Exception {
        HealthResponse response = get(endpoints(Details.STATUS), "/status");
        String page = body(response);
        String inside =
                page.substring(
                        page.indexOf("<" + element + ">") + element.length() + 2,
                        page.indexOf("</" + element + ">"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(inside.getBytes(UTF_8));

        assertThat(response.headers().get("Content-Security-Policy"))
                .startsWith("default-src 'none'; ")
                .contains(
                        element
                                + "-src 'sha256-"
                                + Base64.getEncoder().encodeToString(digest)
                                + "';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(page).doesNotContain("style=", "onclick", "src=", "http://", "https://");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/*|text/html; charset=utf-8",
                BROWSER + "|text/html; charset=utf-8",
                "application/json|application/json",
                "application/health+json|application/health+json",
                "text/plain|text/plain; charset=utf-8",
            })
    void accept_ofThePage_choosesItsForm(String accept, String type) {
        HealthResponse response =
                send(endpoints(Details.STATUS), "GET", "/status", Map.of("Accept", accept));

        assertThat(response.headers()).containsEntry("Content-Type", type);
    }

    @Test
    void html_atAProbe_isNotToBeHad() {
        HealthResponse response =
                send(endpoints(Details.STATUS), "GET", "/health", Map.of("Accept", BROWSER));

        assertThat(response.headers()).containsEntry("Content-Type", "application/json");
    }

    @Test
    void detailedPage_withoutTheKey_asksForIt() {
        HealthEndpoints endpoints =
                HealthEndpoints.builder(fixture.monitor).apiKey(Fixture.KEY).statusPage().build();

        assertThat(get(endpoints, "/status/detailed").status()).isEqualTo(401);
        assertThat(body(getWithKey(endpoints, "/status/detailed"))).contains("redis", "master");
        assertThat(body(getWithKey(endpoints, "/status"))).contains("redis", "master");
        assertThat(body(get(endpoints, "/status"))).doesNotContain("redis", "master");
    }

    @Test
    void page_whenNotAskedFor_isNotThere() {
        HealthEndpoints endpoints = fixture.endpoints(Details.STATUS);

        assertThat(get(endpoints, "/status").status()).isEqualTo(404);
        assertThat(endpoints.roots()).containsExactly("/health");
        assertThat(endpoints(Details.STATUS).roots()).containsExactly("/health", "/status");
    }

    @ParameterizedTest
    @EnumSource
    void page_whileNothingChanges_isRenderedOnce(Details details) {
        HealthEndpoints endpoints = endpoints(details);

        assertThat(get(endpoints, "/status")).isSameAs(get(endpoints, "/status"));
    }

    @Test
    void builder_withWhatCannotBe_isRefused() {
        HealthEndpointsBuilder builder = HealthEndpoints.builder(fixture.monitor);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.serviceName("a".repeat(201)))
                .withMessage("serviceName must have at most 200 characters, but has 201");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.serviceVersion("a".repeat(201)))
                .withMessage("serviceVersion must have at most 200 characters, but has 201");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.basePath("/status").statusPage().build())
                .withMessage("basePath must not be that of the status page, but was '/status'");
    }

    private void deployThenOutage() {
        pass(Duration.ofMinutes(20));
        fixture.monitor.gate("draining").close("deploy 42");
        pass(Duration.ofSeconds(30));
        fixture.monitor.gate("draining").open();
        fixture.monitor.mute("redis", Duration.ofHours(1));
        fixture.search = Health.down("no answer within 1s").with("index", "größe");
        fixture.monitor.addReadiness(
                "extractor",
                () ->
                        Health.degraded("circuit 'extractor' is OPEN; next trial in 42.0s")
                                .with("breaker", "open")
                                .with("failuresInARow", 3));
        inFlight.begin();
        inFlight.begin("job 42");
        pass(Duration.ofMinutes(2));
    }

    private void pass(Duration duration) {
        for (long left = duration.toSeconds(); left > 0; left -= 5) {
            fixture.after(Duration.ofSeconds(5));
        }
    }

    private HealthEndpoints endpoints(Details details) {
        return HealthEndpoints.builder(fixture.monitor)
                .details(details)
                .statusPage()
                .drainWith(inFlight)
                .serviceName("documents")
                .serviceVersion("1.4.2")
                .build();
    }
}
