<?php

/**
 * Plugin Name:       Auth0
 * Plugin URL:        https://example.test/wordpress
 * Description:       Log in.
 * Version:           5.2.0
 * Requires at least: 6.0
 * Stable tag:        5.2.0
 * Requires PHP:      8.1
 */

declare(strict_types=1);
