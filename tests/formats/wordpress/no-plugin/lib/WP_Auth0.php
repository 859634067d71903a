<?php
class WP_Auth0 {}
