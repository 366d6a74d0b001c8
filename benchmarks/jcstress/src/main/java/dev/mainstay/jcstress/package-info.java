// SPDX-License-Identifier: Apache-2.0
/** What is lock-free, under jcstress. */
package dev.mainstay.jcstress;
