// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\"                                 | one URL is needed, but there are 0",
                "http://a http://b                    | one URL is needed, but there are 2",
                "a b c                                | 'c' is one word too many",
                "ftp://a/                             | URL must be like http://",
                "http://user:word@a/                  | URL must be like http://",
                "http://a:70000/                      | URL must be like http://",
                "http://a:0/                          | URL must be like http://",
                "http://a/ --timeout                  | --timeout needs a value",
                "http://a/ --timeout 1s --timeout 2s  | --timeout must be given once",
                "http://a/ --timeout 0                | --timeout must be between 1ms and a day",
                "http://a/ --timeout 25d              | such as 30s, but was '25d'",
                "http://a/ --timeout 2000m            | but was '2000m'",
                "http://a/ --timeout -5s              | but was '-5s'",
                "http://a/ --timout 5s                | --timout is not an option here",
                "http://a/ --interval 5s              | --interval is not an option here",
                "http://a/ --key-env NO_SUCH_VARIABLE | NO_SUCH_VARIABLE, which is unset",
                "--file x                             | --max-age is missing",
                "--file x --max-age 1s y              | 'y' is not expected here",
                "watch                                | one URL is needed"
            })
    void arguments_thatCannotBe_areNamedAndFail(String args, String reason) throws Exception {
        Run run = Run.of(args.isEmpty() ? new String[0] : args.split(" "));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(reason).contains("usage: probe URL");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "30s, 30000", "30, 30000", "2m, 120000", "1440m, 86400000"})
    void duration_inEachUnit_isRead(String text, long millis) throws Exception {
        assertThat(Millis.parse("--max-age", text)).isEqualTo(millis);
    }

    @Test
    void help_isNoFailure() throws Exception {
        Run run = Run.of("--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("usage: probe URL");
    }
}
