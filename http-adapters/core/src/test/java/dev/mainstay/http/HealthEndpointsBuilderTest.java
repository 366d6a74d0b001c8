// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.HealthMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthEndpointsBuilderTest {
    private final HealthMonitor monitor = HealthMonitor.builder().build();
    private final HealthEndpointsBuilder builder = HealthEndpoints.builder(monitor);

    @Test
    void builder_withoutOptions_hasTheDocumentedDefaults() {
        HealthEndpoints endpoints = builder.build();

        assertThat(endpoints.roots()).containsExactly("/health");
        assertThat(body(get(endpoints, "/health/live"))).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get(endpoints, "/health/detailed").status()).isNotEqualTo(401);
    }

    @Test
    void build_withoutAKey_warnsOnceOfEachPathThatIsOpen() {
        String bare = logged(() -> builder.basePath("/up").build());
        String all = logged(() -> builder.statusPage().metrics(type -> "").build());
        String metrics = logged(() -> builder.details(Details.ALWAYS).build());

        assertThat(bare.lines())
                .singleElement()
                .asString()
                .contains("WARN", "no API key is set: messages and values are open")
                .endsWith(", at /up/detailed");
        assertThat(all.lines())
                .singleElement()
                .asString()
                .endsWith(", at /metrics, /status/detailed, /up/detailed");
        assertThat(metrics.lines()).singleElement().asString().endsWith(", at /metrics");
    }

    @Test
    void build_withAKeyOrWhereAllIsOpenOnPurpose_warnsOfNothing() {
        String log =
                logged(
                        () -> {
                            HealthEndpoints.builder(monitor)
                                    .details(Details.ALWAYS)
                                    .statusPage()
                                    .metrics(type -> "")
                                    .metricsWithoutKey()
                                    .build();
                            HealthEndpoints.builder(monitor)
                                    .metrics(type -> "")
                                    .apiKey(Fixture.KEY)
                                    .build();
                        });

        assertThat(log).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "health", "/health/", "//health", "/a/../b", "/a b", "/ä", "/a;b"})
    void basePath_whenMalformed_isRefusedWithItsValue(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.basePath(path))
                .withMessageStartingWith("basePath must match ")
                .withMessageEndingWith(", but was '" + path + "'");
    }

    @Test
    void basePath_whenTooLong_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.basePath("/" + "a".repeat(200)))
                .withMessage("basePath must have at most 200 characters, but has 201");
    }

    @Test
    void basePath_whenAnAlias_isRefusedOnlyTogetherWithAliases() {
        builder.basePath("/readyz").build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.kubernetesAliases().build())
                .withMessage("basePath must not be an alias for Kubernetes, but was '/readyz'");
    }

    @Test
    void apiKey_whenShort_isRefusedWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.apiKey("fifteen-letters"))
                .withMessage("apiKey must have 16 to 512 visible ASCII characters, but has 15");
    }

    @Test
    void apiKey_whenBlank_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.apiKey("   "))
                .withMessage("apiKey must not be blank");
    }

    @Test
    void apiKey_withWhatNoHeaderCarries_isRefusedWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.apiKey("geheim-schlüssel"))
                .withMessage(
                        "apiKey must consist of visible ASCII characters, without spaces: a header"
                                + " carries no others");
    }
}
