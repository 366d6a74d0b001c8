// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Hostile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    private static final String SECRET = Hostile.SECRET;
    private static final String QUERY = "?api_key=" + SECRET;

    @ParameterizedTest
    @CsvFileSource(
            resources = "/dev/mainstay/internal/masking-cases.txt",
            delimiter = '|',
            quoteCharacter = '`')
    void mask_ofText_hidesWhatTheLibraryHides(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @Test
    void mask_ofLongText_cutsItAndHidesWhatTheCutWentThrough() {
        String url = "redis://user:s3cret-that-is-long@host";
        for (int before = 1_900; before < 2_010; before++) {
            assertThat(Masking.mask("x".repeat(before) + " " + url))
                    .hasSizeLessThanOrEqualTo(2_010)
                    .doesNotContain("s3");
        }
        assertThat(Masking.mask("x".repeat(5_000))).hasSize(2_000).endsWith("…");
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 950, 970, 980, 990, 995, 1_000, 1_005})
    void summary_whereItIsCut_tellsNoPartOfASecret(int before) {
        String body = "x".repeat(before) + " redis://app:" + SECRET + "@db:6379";

        assertThat(new Answer(503, body).summary())
                .hasSizeLessThanOrEqualTo(1_004)
                .doesNotContain("s3");
    }

    @Test
    void body_withCredentials_isPrintedWithoutThem() throws Exception {
        String told = Hostile.telling().getMessage();
        try (var server = new CannedServer("HTTP/1.1 503 No\r\n\r\n[-]redis failed: " + told)) {
            String shown = "503 [-]redis failed: redis://***@db:6379 refused, password=***\n";

            assertThat(Run.of(server.url("/"))).isEqualTo(new Run(1, shown, ""));
        }
    }

    @Test
    void url_withAKey_isPrintedWithoutIt() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port + "/" + QUERY;

        assertThat(Run.of(url).err())
                .startsWith("probe: http://127.0.0.1:" + port + "/?api_key=*** Connection refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a b token=s3cret",
                "http://a --timeout password=s3cret",
                "--file x --max-age 1s api_key=s3cret",
                "--file password=s3cret --max-age 1s",
                "http://app:s3cret@a/",
            })
    void arguments_withACredential_arePrintedWithoutIt(String args) throws Exception {
        Run run = Run.of(args.split(" "));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out() + run.err()).isNotEmpty().doesNotContain(SECRET);
    }

    @Test
    void watch_ofAUrlWithAKey_showsNeitherItNorWhatComponentsTell() throws Exception {
        var out = new ByteArrayOutputStream();
        String answer = "HTTP/1.1 503 No\r\n\r\n[-]redis failed: password=s3cret\n[+]disk ok";
        Watch watch;
        try (var server = new CannedServer(answer)) {
            String[] url = {server.url("/" + QUERY)};
            HttpGet get = HttpGet.of(new Arguments(url), "verbose");
            watch = new Watch(get, 1_000, new PrintStream(out, true, UTF_8), false);
            watch.round();
        }
        watch.round();

        assertThat(out.toString(UTF_8))
                .contains("/?api_key=***  ", "failed: password=***", "+ disk", "no answer: http")
                .doesNotContain(SECRET);
    }
}
