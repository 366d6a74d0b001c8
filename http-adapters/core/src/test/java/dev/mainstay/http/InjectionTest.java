// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.internal.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Attributes;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Text of checks, gates and operators that would be more than text if it could. */
class InjectionTest {
    private static final String EVIL =
            "<script>alert(1)</script></style></title><img src=x onerror=alert(1)>"
                    + "\" onload='alert(1)' --> &lt; \\\"}],\"status\":\"UP\""
                    + "\r\nX-Injected: yes\r\n\r\n[+]redis ok\n[+]search ok\nreadyz check passed"
                    + "\u0000\u001b[2J\u0085\u2028\u2029";

    private final Fixture fixture = new Fixture();

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "a\nb", "a\"b", "a/b", "a b", "\u00fc", "A", ""})
    void name_ofACheckOrAGate_isPlain(String name) {
        HealthMonitor monitor = fixture.started().monitor;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> monitor.addReadiness(name, Health::up));
        assertThatIllegalArgumentException().isThrownBy(() -> monitor.gate(name));
    }

    @ParameterizedTest
    @CsvSource({"ALWAYS, /status", "NAMES, /status", "STATUS, /status", "STATUS, /status/detailed"})
    void page_ofWhateverText_hasTheElementsThatItAlwaysHas(Details details, String path) {
        Document harmless = page("x", details, path);
        Document page = page(EVIL, details, path);

        assertThat(skeleton(page)).isEqualTo(skeleton(harmless));
        assertThat(page.select("script").eachText())
                .isEqualTo(harmless.select("script").eachText());
        assertThat(page.select("script"))
                .singleElement()
                .extracting(Element::data)
                .isNotEqualTo("");
        assertThat(page.select("script").get(0).data())
                .isEqualTo(harmless.select("script").get(0).data());
        assertThat(page.select("style").get(0).data())
                .isEqualTo(harmless.select("style").get(0).data());
        for (String element : List.of("script", "style")) {
            assertThat(page.select(element))
                    .singleElement()
                    .extracting(Element::data)
                    .isEqualTo(harmless.select(element).get(0).data());
        }
        assertThat(page.select("h1").text()).contains("<script>alert(1)</script>", "\" onload='");
    }

    @Test
    void page_withDetails_showsTheTextAsItIs() {
        Document page = page(EVIL, Details.ALWAYS, "/status");

        assertThat(page.select("p.message").eachText())
                .hasSizeGreaterThan(3)
                .allMatch(it -> it.contains("</style></title><img src=x onerror=alert(1)>"));
        assertThat(page.select("dt").eachText()).anyMatch(it -> it.startsWith("<script>"));
        assertThat(page.select("dd").eachText()).anyMatch(it -> it.startsWith("<script>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "microprofile", "spring-boot", "ietf"})
    void json_ofWhateverText_hasItAsValuesAlone(String format) {
        List<String> harmless = tokens(body(ready("x", "?format=" + format)), "x");
        HealthResponse response = ready(EVIL, "?format=" + format);

        assertThat(tokens(body(response), EVIL)).isEqualTo(harmless).contains("TEXT");
        assertVisible(response);
    }

    @Test
    void kubernetesText_ofMessagesWithLines_hasOneLineForEachCheck() {
        HealthResponse response = ready(EVIL, "?verbose");

        assertThat(body(response).split("\\R"))
                .hasSize(5)
                .allMatch(it -> it.matches("\\[-][a-z-]+ failed: .*|readyz check failed"))
                .doesNotContain("[+]redis ok", "[+]search ok", "readyz check passed")
                .endsWith("readyz check failed");
        assertVisible(response);
    }

    @Test
    void log_ofWhateverRequest_hasALineOfOursAlone() {
        HealthEndpoints endpoints = endpoints("x", Details.NAMES);

        String log =
                logged(
                        () -> {
                            getWithKey(endpoints, "/health/ready?exclude=" + EVIL);
                            getWithKey(endpoints, "/health/ready?exclude=a%0d%0a[main]+ERROR+x");
                            get(endpoints, "/health/ready/" + EVIL);
                            get(endpoints, EVIL);
                        });

        assertThat(log.split("\\R"))
                .singleElement()
                .asString()
                .endsWith("exclude of a malformed name changes nothing: there is no such check");
    }

    /** All is DOWN or closed, and everything that can carry a text carries this one. */
    private HealthEndpoints endpoints(String text, Details details) {
        Fixture evil = new Fixture().started();
        evil.redis = Health.down(new IllegalStateException(text)).with(text, text);
        evil.search = Health.down(text).with(text, text);
        evil.monitor.gate("draining").close(text);
        evil.monitor.maintenance(text, Duration.ofHours(1));
        evil.after(Duration.ofSeconds(12));
        return HealthEndpoints.builder(evil.monitor)
                .details(details)
                .statusPage()
                .apiKey(Fixture.KEY)
                .serviceName(text)
                .serviceVersion(text)
                .build();
    }

    private HealthResponse ready(String text, String query) {
        return get(endpoints(text, Details.ALWAYS), "/health/ready" + query);
    }

    private Document page(String text, Details details, String path) {
        HealthResponse response = getWithKey(endpoints(text, details), path);
        assertVisible(response);
        return Jsoup.parse(body(response));
    }

    private static List<String> skeleton(Document page) {
        return page.getAllElements().stream()
                .map(it -> it.parents().size() + it.tagName() + names(it.attributes()))
                .toList();
    }

    private static List<String> names(Attributes attributes) {
        return attributes.asList().stream().map(Attribute::getKey).toList();
    }

    /**
     * What a parser finds: the names and the marks as they are, and one word for the text, which in
     * an exception's message is one line.
     */
    private static List<String> tokens(String json, String text) {
        var found = new ArrayList<String>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            for (JsonToken it = parser.nextToken(); it != null; it = parser.nextToken()) {
                String value = parser.getString() == null ? "" : parser.getString();
                boolean is = value.endsWith(text) || value.endsWith(Text.oneLine(text));
                found.add(is ? "TEXT" : it.name());
            }
        }
        return found;
    }

    private static void assertVisible(HealthResponse response) {
        assertThat(response.headers().values()).allMatch(it -> it.matches("[ -~]+"));
    }
}
