// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Impact;
import dev.mainstay.health.TestMonitors;
import dev.mainstay.http.ApiKey;
import dev.mainstay.http.Details;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.resilience.Breaker;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a real browser, from a real server and under its own policy. Run by {@code
 * docs/status-page.sh}, which takes the pictures from here.
 */
@EnabledIfSystemProperty(
        named = StatusPageInChromiumTest.PROGRAM,
        matches = ".+",
        disabledReason = "docs/status-page.sh runs it where there is Chromium")
class StatusPageInChromiumTest {
    static final String PROGRAM = "mainstay.chromium";

    private static final String KEY = "0123456789abcdef";
    private static final Path PICTURES = Path.of("target", "status-page");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path profile;

    private final FakeTime time = new FakeTime();
    private final InFlight inFlight = InFlight.create();
    private final Breaker breaker =
            Breaker.named("extractor").failuresInARow(3).openFor(Duration.ofMinutes(2)).build();
    private volatile Health search = Health.up().with("shards", 12);
    private HealthMonitor health;
    private JdkHealthServer server;
    private Chromium browser;

    @BeforeEach
    void start() throws IOException {
        health =
                TestMonitors.onFakeTime(time)
                        .liveness("deadlock", Health::up)
                        .readiness("redis", () -> Health.up().with("role", "master"))
                        .readiness("extractor", breaker.healthCheck())
                        .readiness(
                                "search",
                                () -> search,
                                check -> check.failureThreshold(1).impact(Impact.DEGRADES))
                        .build()
                        .start();
        pass(Duration.ofHours(3));
        HealthEndpoints endpoints =
                HealthEndpoints.builder(health)
                        .apiKey(ApiKey.named("operators").value(KEY))
                        .details(Details.NAMES)
                        .statusPage()
                        .drainWith(inFlight)
                        .serviceName("documents")
                        .serviceVersion("1.4.2")
                        .build();
        server =
                JdkHealthServer.start(
                        endpoints, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        browser = Chromium.start(System.getProperty(PROGRAM), profile);
    }

    @AfterEach
    void stop() {
        browser.close();
        server.close();
        health.close();
    }

    @Test
    void page_whenSomethingChanges_showsItAndTouchesNothingElse() {
        browser.open(detailed());
        browser.value("window.rows = [...document.querySelectorAll('li')]; 0");
        browser.value(
                "getSelection().selectAllChildren(document.querySelector('[data-key=redis] h3'))");
        assertThat(browser.value("document.title")).isEqualTo("UP – documents");

        outage();
        await().atMost(20, SECONDS).until(() -> browser.is("document.title.startsWith('DEG')"));

        assertThat(browser.value("document.getElementById('age').textContent"))
                .startsWith("Updated ")
                .endsWith(", every 5 seconds.");
        assertThat(browser.value("document.querySelector('main').innerText"))
                .contains("DEGRADED", "3 in flight", "no answer within 1s")
                .containsPattern("breaker\\s+open");
        assertThat(browser.value("document.getElementById('news').textContent"))
                .isEqualTo("DEGRADED – documents");
        assertThat(browser.value(texts("h3"))).isEqualTo("search,extractor,deadlock,redis,warm-up");
        assertThat(browser.is("rows.every(row => row.isConnected)")).isTrue();
        assertThat(browser.value("getSelection().toString()")).isEqualTo("redis");
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** What the service says is what the page shows, whatever it showed before. */
    @Test
    void page_afterManyChanges_isTheOneThatIsServed() {
        browser.open(detailed());

        outage();
        health.mute("search", Duration.ofMinutes(5));
        shows("muted until");
        health.maintenance("reindexing", Duration.ofMinutes(1));
        shows("mainstay-maintenance");
        search = Health.up();
        pass(Duration.ofMinutes(7));
        health.remove("redis");
        inFlight.drain();
        shows("Draining");

        String merged = browser.value("document.querySelector('main').innerHTML");
        browser.open(detailed());
        assertThat(browser.value("document.querySelector('main').innerHTML"))
                .isEqualTo(merged)
                .contains("Draining")
                .doesNotContain("redis</h3>", "mainstay-maintenance</h3>");
    }

    @Test
    void violation_ofThePolicy_isForbiddenAndSeen() {
        browser.open(detailed());

        browser.value(
                "document.body.append(Object.assign(document.createElement('style'),"
                        + " {textContent: 'h1 { display: none }'})); 0");

        await().atMost(10, SECONDS).until(() -> !browser.violations().isEmpty());
        assertThat(browser.is("document.querySelector('h1').offsetHeight > 0")).isTrue();
    }

    @Test
    void page_withoutScripts_isWholeAndComesAgain() {
        browser.send("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        browser.open(detailed());
        int loaded = browser.count("Page.loadEventFired");
        assertThat(html()).contains("UP</p>", "This page renews itself.");

        outage();
        await().atMost(30, SECONDS).until(() -> browser.count("Page.loadEventFired") > loaded);

        assertThat(html())
                .contains("DEGRADED</p>", "<dt>breaker</dt><dd>open</dd>")
                .contains("This page renews itself.");
        assertThat(browser.violations()).isEmpty();
    }

    @Test
    void page_byKeyboard_leadsToTheDetails() {
        browser.open(base() + "/status");
        for (String type : List.of("keyDown", "keyUp")) {
            browser.send("Input.dispatchKeyEvent", Map.of("type", type, "key", "Tab"));
        }

        assertThat(browser.value("document.activeElement.href")).endsWith("/status/detailed");
        assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
    }

    @Test
    void page_whoseServiceIsGone_saysSo() {
        browser.open(detailed());

        server.close();
        await().atMost(20, SECONDS)
                .until(() -> browser.is("document.body.innerText.includes('No status from')"));

        assertThat(browser.value(texts("h3"))).contains("redis");
    }

    @ParameterizedTest
    @CsvSource({"light, 960, light", "dark, 960, dark", "phone, 390, light"})
    void page_inEachLight_fitsItsScreen(String name, int width, String scheme) throws IOException {
        browser.send(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        800,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
        browser.send(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        outage();
        health.mute("redis", Duration.ofHours(1));
        browser.open(detailed());

        Files.createDirectories(PICTURES);
        browser.picture(PICTURES.resolve("status-" + name + ".png"));

        assertThat(browser.value("innerWidth")).isEqualTo(Integer.toString(width));
        assertThat(browser.value("document.documentElement.scrollWidth"))
                .isEqualTo(Integer.toString(width));
        String ground = browser.value("getComputedStyle(document.body).backgroundColor");
        assertThat(ground)
                .isEqualTo(scheme.equals("dark") ? "rgb(15, 19, 24)" : "rgb(246, 247, 249)");
        assertThat(browser.violations()).isEmpty();
    }

    private void outage() {
        health.gate("warm-up").close("loading the dictionary");
        pass(Duration.ofSeconds(30));
        health.gate("warm-up").open();
        pass(Duration.ofMinutes(1));
        search = Health.down("no answer within 1s").with("shards", 0);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> breaker.call(StatusPageInChromiumTest::refused))
                    .isInstanceOf(ConnectException.class);
        }
        for (int i = 0; i < 3; i++) {
            inFlight.begin();
        }
        pass(Duration.ofMinutes(2));
    }

    private static String refused() throws IOException {
        throw new ConnectException("Connection refused");
    }

    private void pass(Duration duration) {
        for (long left = duration.toSeconds(); left > 0; left -= 5) {
            time.advance(Duration.ofSeconds(5));
            TestMonitors.tick(health);
        }
    }

    private void shows(String text) {
        await().atMost(20, SECONDS)
                .until(() -> browser.is("document.body.innerText.includes('" + text + "')"));
    }

    private String html() {
        var root = browser.send("DOM.getDocument", Map.of()).get("root").get("nodeId");
        return browser.send("DOM.getOuterHTML", Map.of("nodeId", root.asInt()))
                .get("outerHTML")
                .stringValue();
    }

    private static String texts(String selector) {
        return "[...document.querySelectorAll('" + selector + "')].map(it => it.innerText).join()";
    }

    private String base() {
        return "http://127.0.0.1:" + server.port();
    }

    /** With the key, as if typed into what the browser asks. */
    private String detailed() {
        return "http://operator:" + KEY + "@127.0.0.1:" + server.port() + "/status/detailed";
    }
}
