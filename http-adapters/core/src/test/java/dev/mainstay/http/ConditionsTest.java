// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "W/\"UP\"",
                "\"UP\"",
                "*",
                " * ",
                "\"a\", W/\"UP\"",
                "\"a,b\",\"UP\"",
                "W/\"a\"\t,,  W/\"UP\" , \"c\"",
            })
    void ifNoneMatch_withTheTag_namesIt(String header) {
        assertThat(Conditions.names(header, "W/\"UP\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "UP",
                "\"DOWN\"",
                "\"up\"",
                "\"UP",
                "UP\"",
                "w/\"UP\"",
                "W/UP",
                "W/ \"UP\"",
                "\"a\", *",
                "\"a, \"UP\"\"",
                "\"UPS\", \"\", \"",
                "x, \"UP\"",
            })
    void ifNoneMatch_withAnotherOrMalformed_doesNot(String header) {
        assertThat(Conditions.names(header, "W/\"UP\"")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "wait=30|30",
                "wait=1|1",
                "wait=60|60",
                "wait=61|60",
                "wait=99999999999999999999|60",
                "WAIT = 5|5",
                "wait=\"7\"|7",
                "respond-async, wait=10|10",
                "return=minimal; foo=\"a, wait=9; b\", wait=10|10",
                "foo=\"a\\\", wait=9\", wait=10|10",
                "wait=10; priority=5|10",
                "wait=10, wait=20|10",
                "wait=x, wait=20|0",
                "wait=0|0",
                "wait=-5|0",
                "wait=+5|0",
                "wait=5s|0",
                "wait=1.5|0",
                "wait=٣|0",
                "wait=|0",
                "wait|0",
                "wait=\"|0",
                "wait=\"\"|0",
                "waiting=5|0",
                "x-wait=5|0",
                "foo;wait=5|0",
                "foo=\"wait=5|0",
                "foo=\"\\|0",
                ";,=,\"|0",
                "##|0",
            })
    void prefer_always_isTheSecondsOfItsFirstWait(String header, int seconds) {
        assertThat(Conditions.secondsToWait(header)).isEqualTo(seconds);
    }
}
